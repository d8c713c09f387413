"""Calendar months (`YYYY-MM`) that the wages of a January speak of."""

from datetime import date


def months_over(year: int, today: date) -> list[str]:
    """Months from January of a year on that are over on a day, oldest first."""
    first, current = year * 12, today.year * 12 + today.month - 1
    return [f"{one // 12:04d}-{one % 12 + 1:02d}" for one in range(first, current)]
