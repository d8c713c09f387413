#!/bin/sh
# Makes the signed messages of this folder with openssl, iconv, sed and tr only, so that the codec
# is checked against signatures it had no part in. A new run makes a new key and replaces them all:
#   sh make_vectors.sh
set -eu
cd "$(dirname "$0")"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

openssl genrsa -out "$work/hub.pem" 2048 2>/dev/null
openssl rsa -in "$work/hub.pem" -pubout -out hub_public.pem 2>/dev/null
openssl req -new -x509 -key "$work/hub.pem" -subj "/CN=hub of the test vectors" -days 36500 \
    -out hub_certificate.pem 2>/dev/null

# stdin: text of MsgBody in UTF-8; stdout: signature in one line of base64
signature() { iconv -f UTF-8 -t UTF-16LE | openssl dgst -sha256 -sign "$work/hub.pem" | base64 -w0; }
without_format() { sed 's/^ *//' | tr -d '\n'; }
lines_without_last_newline() { sed 's/^  //' | sed -e ':all' -e 'N' -e '$!b all' | head -c -1; }

# $1 message, $2 mode, $3 type; the wire form is pretty-printed whatever was signed, unless raw
emit() {
    case "$2" in
        without-format) signed=$(without_format <"$work/body" | signature) ;;
        with-format-lf) signed=$(lines_without_last_newline <"$work/body" | signature) ;;
        with-format-crlf)
            signed=$(lines_without_last_newline <"$work/body" | sed 's/$/\r/' \
                | head -c -1 | signature) ;;
        raw) signed=$(sed 's/^ *//; s/^/\t/' "$work/body" | tr '\n' ' ' | sed 's/^\t//; s/ $//' \
            | tee "$work/slice" | signature) ;;
    esac
    printf '%s\n' "$signed" >"$1.$2.sig"
    {
        printf '<?xml version="1.0" encoding="utf-8"?>\n<MFEP>\n  <MsgHeader>\n'
        printf '    <TmStp>2026-11-21T10:15:00</TmStp>\n    <TrsInf>\n      <SdrCode>1</SdrCode>\n'
        printf '      <RcvCode>987</RcvCode>\n      <ReqTyp>%s</ReqTyp>\n' "$3"
        printf '    </TrsInf>\n  </MsgHeader>\n'
        if [ "$2" = raw ]; then cat "$work/slice"; echo; else cat "$work/body"; fi
        printf '  <MsgFooter>\n    <Security>\n      <Signature>%s</Signature>\n' "$signed"
        printf '    </Security>\n  </MsgFooter>\n</MFEP>\n'
    } >"$1.$2.xml"
}

cat >"$work/body" <<'XML'
  <MsgBody>
    <AcctInfo>
      <BillingNo>POL0004711</BillingNo>
      <BillNo>POL0004711</BillNo>
    </AcctInfo>
    <ServiceType>Premium</ServiceType>
  </MsgBody>
XML
for mode in without-format with-format-crlf with-format-lf raw; do emit pull "$mode" BILPULRQ; done

cat >"$work/body" <<'XML'
  <MsgBody>
    <Transactions>
      <TrxInf>
        <AcctInfo>
          <BillingNo>POL0004711</BillingNo>
          <BillNo>POL0004711</BillNo>
        </AcctInfo>
        <JOEBPPSTrx>2026112100001234</JOEBPPSTrx>
        <BankTrxID>BNK-55512345</BankTrxID>
        <BankCode>21</BankCode>
        <PmtStatus>PmtNew</PmtStatus>
        <DueAmt>45.500</DueAmt>
        <PaidAmt>45.500</PaidAmt>
        <FeesAmt>0.250</FeesAmt>
        <FeesOnBiller>true</FeesOnBiller>
        <ProcessDate>2026-11-21T10:19:58</ProcessDate>
        <STMTDate>2026-11-22</STMTDate>
        <AccessChannel>MOB</AccessChannel>
        <PaymentMethod>ACTDEB</PaymentMethod>
        <PaymentType>Postpaid</PaymentType>
        <Currency>JOD</Currency>
        <ServiceTypeDetails>
          <ServiceType>Premium</ServiceType>
        </ServiceTypeDetails>
        <PayerInfo>
          <Name>شركة النور &amp; أبناؤه</Name>
        </PayerInfo>
      </TrxInf>
    </Transactions>
  </MsgBody>
XML
for mode in without-format with-format-crlf with-format-lf raw; do emit payment "$mode" BLRPMTNTFRQ; done
