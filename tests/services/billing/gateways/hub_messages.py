"""Messages as the hub of these tests writes and signs them: templates, no code of the codec."""

import base64
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, generate_private_key
from cryptography.hazmat.primitives.hashes import SHA256

from services.billing.gateways.mfep.messages import Connection

VECTORS = Path(__file__).parent / "vectors"
GUID = "6f1d2c9e-3b54-4a0e-9c1a-0d7b5e2f8a11"
CONNECTION = Connection(hub_code=1, biller_code=987, service_types=frozenset({"Premium"}))
HUB_KEY: RSAPrivateKey = generate_private_key(public_exponent=65537, key_size=2048)

PULL_BODY = (
    "<MsgBody><AcctInfo><BillingNo>POL0004711</BillingNo><BillNo>POL0004711</BillNo></AcctInfo>"
    "<ServiceType>Premium</ServiceType></MsgBody>"
)
PAYMENT = (
    "<TrxInf><AcctInfo><BillingNo>POL0004711</BillingNo><BillNo>POL0004711</BillNo></AcctInfo>"
    "<JOEBPPSTrx>2026112100001234</JOEBPPSTrx><BankTrxID>BNK-55512345</BankTrxID>"
    "<BankCode>21</BankCode><PmtStatus>PmtNew</PmtStatus><DueAmt>45.500</DueAmt>"
    "<PaidAmt>45.500</PaidAmt><FeesAmt>0.250</FeesAmt><FeesOnBiller>true</FeesOnBiller>"
    "<ProcessDate>2026-11-21T10:19:58</ProcessDate><STMTDate>2026-11-22</STMTDate>"
    "<AccessChannel>MOB</AccessChannel><PaymentMethod>ACTDEB</PaymentMethod>"
    "<PaymentType>Postpaid</PaymentType><Currency>JOD</Currency>"
    "<ServiceTypeDetails><ServiceType>Premium</ServiceType></ServiceTypeDetails></TrxInf>"
)


def payment_body(*transactions: str) -> str:
    return f"<MsgBody><Transactions>{''.join(transactions)}</Transactions></MsgBody>"


def message(body: str, *, request_type: str = "BILPULRQ", signature: str | None = None) -> bytes:
    signed = signature if signature is not None else signature_of(body)
    return (
        '<?xml version="1.0" encoding="utf-8"?><MFEP><MsgHeader><TmStp>2026-11-21T10:15:00</TmStp>'
        "<TrsInf><SdrCode>1</SdrCode><RcvCode>987</RcvCode>"
        f"<ReqTyp>{request_type}</ReqTyp></TrsInf></MsgHeader>{body}"
        f"<MsgFooter><Security><Signature>{signed}</Signature></Security></MsgFooter></MFEP>"
    ).encode()


def payment_message(*transactions: str) -> bytes:
    return message(payment_body(*transactions), request_type="BLRPMTNTFRQ")


def signature_of(text: str) -> str:
    signature = HUB_KEY.sign(text.encode("utf-16-le"), PKCS1v15(), SHA256())
    return base64.b64encode(signature).decode()
