"""From one schema to the next: migration files, what a database has, how it is brought forward, and how a file is made."""
