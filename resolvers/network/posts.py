"""The verbs of what platforms publish (Art. 7(2), 7(3), 9)."""

from datetime import date

import strawberry

from domain.kernel.acts import Act
from domain.kernel.change import New
from domain.kernel.typed_text import a_text, maybe_link
from domain.network import post as post_rules
from domain.network.partner import Dated
from domain.network.post import PostContent
from domain.terms.network import PostSource, PostTopic
from resolvers.registry.anchors import named_place
from resolvers.work.mutation import Create, Update, argument, mutation
from resolvers.work.unit_of_work import UnitOfWork
from schema.network.post import ChannelRow, Post, PostRow


@strawberry.input(description="An item of information that was published.")
class RecordPostInput(Create):
    platform: strawberry.ID = argument("Who published it.")
    channel: strawberry.ID = argument("Where: a channel of the same platform that was in use on the day.")
    day: date = argument("The day it was published; not in the future, not before the platform's service.")
    source: PostSource = argument("Whether it comes from above or is local.")
    topic: PostTopic = argument("What it is about.")
    title: str = argument("Its title.")
    url: str | None = argument("Where it is to be read: an http or https address.", default=None)


@strawberry.input(description="A record of a post that was made by mistake.")
class WithdrawPostInput(Update):
    reason: str = argument("Why.")


@mutation(Act.RECORD_POST, Post)
async def record_post(work: UnitOfWork, input: RecordPostInput) -> New:
    """Record an item of policy, market or service information that was published (Art. 7(2))."""
    place = await named_place(work, input.platform, input.day)
    channel = await work.find(ChannelRow, input.channel, ("channel",))
    title, url = a_text(input.title, "title", "标题", 200), maybe_link(input.url, "url", "网址", 500)
    item = PostContent(input.day, input.source, input.topic, title, url)
    used = post_rules.Used(channel.id, channel.platform_id, channel.facts(Dated))
    return work.create(post_rules.record(place, item, used, at=work.now, today=work.today))


@mutation(Act.WITHDRAW_POST, Post)
async def withdraw_post(work: UnitOfWork, input: WithdrawPostInput) -> PostRow:
    """Withdraw the record of an item that was entered by mistake (Art. 7(2))."""
    post = await work.get(PostRow, input)
    work.apply(post, post_rules.withdraw(post.state, input.reason))
    return post
