"""The checks of the proposing unit's side: pure functions, one room per concern (domain.md §5, stage grassroots)."""
