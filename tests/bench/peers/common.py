"""What the peers' programs share: rows in, spans and times out. Types are written as in Tributary's placeholders."""
import json
import sys
import time

TYPES = {
    "EMAIL_ADDRESS": "EMAIL", "email": "EMAIL", "EMAIL": "EMAIL", "PHONE_NUMBER": "PHONE", "phone": "PHONE", "PHONE": "PHONE",
    "US_SSN": "NATIONAL_ID", "SSN": "NATIONAL_ID", "social_security_number": "NATIONAL_ID", "UK_NINO": "NATIONAL_ID",
    "national_insurance_number": "NATIONAL_ID", "IT_FISCAL_CODE": "NATIONAL_ID", "ES_NIF": "NATIONAL_ID", "ES_NIE": "NATIONAL_ID",
    "PL_PESEL": "NATIONAL_ID", "IN_AADHAAR": "NATIONAL_ID", "IN_PAN": "NATIONAL_ID", "SG_NRIC_FIN": "NATIONAL_ID",
    "AU_TFN": "NATIONAL_ID", "FI_PERSONAL_IDENTITY_CODE": "NATIONAL_ID", "US_ITIN": "NATIONAL_ID", "CREDIT_CARD": "CREDIT_CARD",
    "credit_card": "CREDIT_CARD", "IBAN_CODE": "IBAN", "IP_ADDRESS": "IP", "MAC_ADDRESS": "MAC", "CRYPTO": "CRYPTO_WALLET",
    "UK_NHS": "MEDICAL_ID", "US_PASSPORT": "PASSPORT", "US_DRIVER_LICENSE": "DRIVER_LICENCE", "drivers_licence": "DRIVER_LICENCE",
    "US_BANK_NUMBER": "BANK_ACCOUNT", "DOB": "DATE_OF_BIRTH", "date_of_birth": "DATE_OF_BIRTH", "twitter": "USERNAME",
    "skype": "USERNAME", "credential": "SECRET", "vehicle_licence_plate": "VEHICLE_ID", "postalcode": "ADDRESS", "ZIP": "ADDRESS",
    "address": "ADDRESS", "name": "PERSON", "PERSON": "PERSON", "LOCATION": "ADDRESS",
}


def main(prepare):
    """`prepare()` returns a function from a text to (start, end, type)."""
    begin = time.perf_counter()
    find = prepare()
    find("warm up")
    start = time.perf_counter() - begin
    rows = [json.loads(line.replace("§", "")) for line in open(sys.argv[1], encoding="utf-8") if line.strip()]
    begin = time.perf_counter()
    found = [list(find(row["text"])) for row in rows]
    seconds = time.perf_counter() - begin
    with open(sys.argv[2], "w", encoding="utf-8") as out:
        print(json.dumps({"seconds": seconds, "start": start}), file=out)
        for row, spans in zip(rows, found):
            spans = [{"start": s, "end": e, "type": TYPES.get(t, "OTHER")} for s, e, t in spans]
            print(json.dumps({"id": row["id"], "spans": spans}), file=out)
