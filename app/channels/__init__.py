"""How answers reach people: the only rooms that know HTTP."""
