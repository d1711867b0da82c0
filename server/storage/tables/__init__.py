"""Typed rows, a file per subject. Columns change only together with a migration."""

from server.storage.columns import Base
from server.storage.tables.accounts import (
    AccountRow,
    ApiTokenRow,
    EntryCodeRow,
    GrantRow,
    SessionRow,
)
from server.storage.tables.alerts import (
    AlertReviewRow,
    AlertRevisionRow,
    AlertRow,
    AlertTemplateRow,
    IdempotencyKeyRow,
)
from server.storage.tables.board_tests import BoardTestRow, BoardTestYearRow, UnitTestMonthRow
from server.storage.tables.boards import BoardKeyRow, BoardRow, PairingRow
from server.storage.tables.cap import CapFileRow, CapMessageRow, CapSourceRow
from server.storage.tables.choices import AttendedUnitRow, NoticeChoiceRow, SubscriptionRow
from server.storage.tables.feeds import FeedRow
from server.storage.tables.ledger import CallRow, DeliveryRow, PlayDayRow, PlayRow, ReceiptRow
from server.storage.tables.media import MediaJobRow, MediaRow, MediaVariantRow, UploadRow
from server.storage.tables.messages import ContactRow, MessageRow
from server.storage.tables.notices import NoticeRevisionRow, NoticeRow
from server.storage.tables.officers import IdentityWaitRow, OfficerKeyRow
from server.storage.tables.plans import PlanEntryRow
from server.storage.tables.postings import PostingKindRow
from server.storage.tables.second_factors import (
    PasskeyChallengeRow,
    PasskeyRow,
    RecoveryCodeRow,
    SignInTicketRow,
    TotpRow,
)
from server.storage.tables.system import AuditRow, CounterRow, PublishedRow, StatementRow
from server.storage.tables.tasks import TaskRow
from server.storage.tables.time_rules import TimeRuleRow
from server.storage.tables.units import UnitChangeRow, UnitRow, UnitSettingRow, UnitSuccessionRow

__all__ = [
    "AccountRow",
    "AlertReviewRow",
    "AlertRevisionRow",
    "AlertRow",
    "AlertTemplateRow",
    "ApiTokenRow",
    "AttendedUnitRow",
    "AuditRow",
    "Base",
    "BoardKeyRow",
    "BoardRow",
    "BoardTestRow",
    "BoardTestYearRow",
    "CallRow",
    "CapFileRow",
    "CapMessageRow",
    "CapSourceRow",
    "ContactRow",
    "CounterRow",
    "DeliveryRow",
    "EntryCodeRow",
    "FeedRow",
    "GrantRow",
    "IdempotencyKeyRow",
    "IdentityWaitRow",
    "MediaJobRow",
    "MediaRow",
    "MediaVariantRow",
    "MessageRow",
    "NoticeChoiceRow",
    "NoticeRevisionRow",
    "NoticeRow",
    "OfficerKeyRow",
    "PairingRow",
    "PasskeyChallengeRow",
    "PasskeyRow",
    "PlayDayRow",
    "PlayRow",
    "PostingKindRow",
    "PlanEntryRow",
    "PublishedRow",
    "ReceiptRow",
    "RecoveryCodeRow",
    "SessionRow",
    "SignInTicketRow",
    "StatementRow",
    "SubscriptionRow",
    "TaskRow",
    "TimeRuleRow",
    "TotpRow",
    "UnitChangeRow",
    "UnitRow",
    "UnitSettingRow",
    "UnitSuccessionRow",
    "UnitTestMonthRow",
    "UploadRow",
]
