"""Many tables in one step of a migration; Tortoise's own steps each take the time of all tables before them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tortoise.migrations.operations import CreateModel, TortoiseOperation
from tortoise.migrations.schema_generator.state import ModelState

if TYPE_CHECKING:
    from tortoise.migrations.schema_editor.base import BaseSchemaEditor
    from tortoise.migrations.schema_generator.state import State


class CreateModels(TortoiseOperation):
    """Makes tables in the order given, in which a foreign key refers to what is already there."""

    def __init__(self, models: list[CreateModel]) -> None:
        self.models = models

    def describe(self) -> str:
        """Tell what is done."""
        return f"Create {len(self.models)} models"

    def state_forward(self, app_label: str, state: State) -> None:
        """Add the models to what later migrations start from."""
        for one in self.models:
            state.models[app_label, one.name] = ModelState.make_from_model(app_label, one.model)
        state.reload_models((app_label, one.name) for one in self.models)

    async def database_forward(
        self, app_label: str, old_state: State, new_state: State, state_editor: BaseSchemaEditor | None = None
    ) -> None:
        """Make the tables."""
        assert state_editor is not None
        for one in self.models:
            await state_editor.create_model(new_state.apps.get_model(f"{app_label}.{one.name}"))

    async def database_backward(
        self, app_label: str, old_state: State, new_state: State, state_editor: BaseSchemaEditor | None = None
    ) -> None:
        """Remove the tables."""
        assert state_editor is not None
        for one in reversed(self.models):
            await state_editor.delete_model(old_state.apps.get_model(f"{app_label}.{one.name}"))
