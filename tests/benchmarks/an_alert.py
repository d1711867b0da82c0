"""The alert that is measured: about 1.5 KB on the wire, to the whole province, at once."""

from datetime import UTC, datetime, timedelta

DESCRIPTION = "Nước sông Liêng lên nhanh, ven suối và chân núi có lũ quét. " * 9


def alert_body(headline: str, description: str = DESCRIPTION) -> dict[str, object]:
    """Return the body of a break-glass alert with this headline."""
    return {
        "event": "Lũ quét",
        "category": "Met",
        "urgency": "Immediate",
        "severity": "Severe",
        "certainty": "Observed",
        "status": "Actual",
        "break_glass": True,
        "expires": (datetime.now(UTC) + timedelta(minutes=20)).isoformat(),
        "targets": {"subtrees": ["51"]},
        "info": [
            {
                "language": "vi",
                "headline": headline,
                "description": description,
                "instruction": "Lên chỗ cao ngay\nKhông qua suối",
            }
        ],
    }


def percentile(values: list[float], percent: int) -> float:
    """Return the value that `percent` of the values do not exceed."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, len(ordered) * percent // 100)]
