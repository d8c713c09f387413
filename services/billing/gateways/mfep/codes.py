"""Result codes a biller may send, with the hub's standard texts.

The hub refuses a code or text outside its list (its own error 378), so nothing else is ever sent.
"""

from enum import IntEnum


class ResultCode(IntEnum):
    """A code of the hub's table that a biller may answer with."""

    SUCCESS = 0
    INVALID_SIGNATURE = 2
    INVALID_SENDER_CODE = 5
    INVALID_GUID = 6
    INVALID_SCHEMA = 101
    INTERNAL_ERROR = 303
    BILLING_NO_DIFFERS_FROM_BILL_NO = 314
    UNRECOGNISED_SERVICE_TYPE = 322
    ALREADY_PAID = 324
    INVALID_PAID_AMOUNT = 325
    INVALID_DUE_AMOUNT = 326
    INVALID_PROCESS_DATE = 327
    PAYMENT_OF_NO_BILL = 328
    DUPLICATE_PAYMENT = 340
    WRONG_RECEIVER_OF_PULL = 354
    INVALID_TRANSACTION_NUMBER = 358
    INVALID_STATEMENT_DATE = 359
    WRONG_RECEIVER_OF_NOTIFICATION = 360
    BILLING_NO_EMPTY = 364
    INVALID_BILLER_CODE = 379
    SIGNATURE_MISSING = 380
    GUID_MISMATCH = 385
    INVALID_BILLING_NO = 408

    @property
    def text(self) -> str:
        """The standard English text (`ErrorDesc`)."""
        return _TEXTS[self]

    @property
    def severity(self) -> str:
        """`Info` for success, `Error` for anything else."""
        return "Info" if self is ResultCode.SUCCESS else "Error"


_TEXTS = {
    ResultCode.SUCCESS: "Success",
    ResultCode.INVALID_SIGNATURE: "Invalid Signature",
    ResultCode.INVALID_SENDER_CODE: "Invalid Sender Code",
    ResultCode.INVALID_GUID: "Invalid GUID",
    ResultCode.INVALID_SCHEMA: "Invalid XML Schema",
    ResultCode.INTERNAL_ERROR: "Internal Error",
    ResultCode.BILLING_NO_DIFFERS_FROM_BILL_NO: "Billing Number Differs From Bill Number",
    ResultCode.UNRECOGNISED_SERVICE_TYPE: "Unrecognized Service Type",
    ResultCode.ALREADY_PAID: "Bill Has Been Paid Previously",
    ResultCode.INVALID_PAID_AMOUNT: "Invalid Paid Amount",
    ResultCode.INVALID_DUE_AMOUNT: "Invalid Due Amount",
    ResultCode.INVALID_PROCESS_DATE: "Invalid Process Date",
    ResultCode.PAYMENT_OF_NO_BILL: "Payment Does Not Belong To Any Bill",
    ResultCode.DUPLICATE_PAYMENT: "Duplicate Payment",
    ResultCode.WRONG_RECEIVER_OF_PULL: "Unsuccessful Bill Pull",
    ResultCode.INVALID_TRANSACTION_NUMBER: "Invalid JOEBPPSTrx",
    ResultCode.INVALID_STATEMENT_DATE: "Invalid STMTDate",
    ResultCode.WRONG_RECEIVER_OF_NOTIFICATION: "Unsuccessful Payment Notification",
    ResultCode.BILLING_NO_EMPTY: "Billing Number Is Empty",
    ResultCode.INVALID_BILLER_CODE: "Invalid Biller Code",
    ResultCode.SIGNATURE_MISSING: "Signature Element Missing",
    ResultCode.GUID_MISMATCH: "GUID Does Not Match GUID Parameter",
    ResultCode.INVALID_BILLING_NO: "Invalid Billing Number",
}
