"""A round with the client that openapi-python-client makes: sign in, record, page, correct, export,
and read problems by their types."""

import csv
import hashlib
import io
import json
import os
import subprocess
import sys
import time
import zipfile
from decimal import Decimal
from pathlib import Path

import jwt
import openpyxl
import pyotp
from zehmo_client.api.auth import start_session
from zehmo_client.api.exports import order_export
from zehmo_client.api.imports import create_import
from zehmo_client.api.jobs import complete_job, create_job, get_job, list_jobs, update_job
from zehmo_client.api.me import activate_my_totp, begin_my_totp, remove_my_totp
from zehmo_client.api.operations import get_operation
from zehmo_client.client import AuthenticatedClient, Client
from zehmo_client.models import (
    CreateImportResponse400,
    Currency,
    ExportFormat,
    ExportOrder,
    ExportWhat,
    ItemDraft,
    ItemDraftUnitPrice,
    Job,
    JobDraft,
    JobPatch,
    Operation,
    PageJob,
    PaymentMethod,
    RecoveryCodes,
    Session,
    SignIn,
    StartSessionResponse401,
    TotpCode,
    TotpSecret,
    UpdateJobResponse412,
    UpdateJobResponse422,
)
from zehmo_client.types import File

ORIGIN, USER, PASSWORD = (os.environ[name] for name in ("ZEHMO_ORIGIN", "ZEHMO_USER", "ZEHMO_PASSWORD"))


def expect(kind, answer):
    assert isinstance(answer, kind), answer
    return answer


def signed_in():
    stranger = Client(ORIGIN)
    wrong = start_session.sync(client=stranger, body=SignIn(username="nobody", password="not this one"))
    assert expect(StartSessionResponse401, wrong).code.value == "bad_credentials"
    session = start_session.sync(client=stranger, body=SignIn(username=USER, password=PASSWORD))
    return AuthenticatedClient(ORIGIN, expect(Session, session).access_token)


def draft(what, quantity="1.5"):
    price = ItemDraftUnitPrice(amount_minor=450_000, currency=Currency.NGN)
    return JobDraft(customer_name="Python's tailoring", items=[ItemDraft(what, quantity, price)])


def pages(client):
    cursor = {}
    while True:
        page = expect(PageJob, list_jobs.sync(client=client, q="python", limit=2, sort="number", **cursor))
        yield page.data
        if page.page.next_cursor is None:
            return
        cursor = {"cursor": page.page.next_cursor}


client = signed_in()
made = [expect(Job, create_job.sync(client=client, body=draft(f"Python {number}"))) for number in range(3)]
assert made[0].total.amount_minor == 675_000, made[0]

seen = [[job.id for job in page] for page in pages(client)]
assert seen == [[made[0].id, made[1].id], [made[2].id]], seen

job = made[0]
tag = get_job.sync_detailed(job.id, client=client).headers["etag"]
paid = JobPatch(payment_method=PaymentMethod.TRANSFER)
after = expect(Job, update_job.sync(job.id, client=client, body=paid, if_match=tag))
assert (after.payment_method, after.rev) == (PaymentMethod.TRANSFER, job.rev + 1), after

stale = expect(UpdateJobResponse412, update_job.sync(job.id, client=client, body=paid, if_match=tag))
assert (stale.code.value, stale.changed_by) == ("stale", USER), stale

nothing = JobPatch(items=draft("Nothing", quantity="0").items)
invalid = update_job.sync(job.id, client=client, body=nothing, if_match=f'"{after.rev}"')
places = [(error.pointer, error.code.value) for error in expect(UpdateJobResponse422, invalid).errors]
assert places == [("#/items/0/quantity", "too_small")], places

# Files, as other programs than their writer read them.
fetch = client.get_httpx_client().get
asked = {"q": "python", "sort": "number"}
sheet = fetch("/api/v1/jobs/export", params={**asked, "format": "csv", "rows": "items"})
assert sheet.headers["content-type"] == "text/csv; charset=utf-8", sheet.headers
head, *rows, sums = csv.reader(io.StringIO(sheet.content.decode("utf-8-sig"), newline=""), strict=True)
assert len(rows) == 3 and sums[0] == "Total of 3 rows", sheet.text
total = head.index("Line total")
assert sum(Decimal(row[total]) for row in rows) == Decimal(sums[total]), sheet.text

book = openpyxl.load_workbook(io.BytesIO(fetch("/api/v1/jobs/export", params={**asked, "format": "xlsx"}).content))
page = book["Jobs"]
heads = [cell.value for cell in page[1]]
column = {name: chr(ord("A") + at) for at, name in enumerate(heads)}
first, last = page[2], page[page.max_row]
at = {name: first[heads.index(name)] for name in heads}
assert (at["Total"].value, at["Total"].number_format) == (6750, '"₦"#,##0.00'), at["Total"]
assert at["Date"].is_date and at["Date"].value.date() == made[0].occurred_on, at["Date"]
assert at["Customer"].value == "Python's tailoring" and at["Customer"].data_type == "s", at["Customer"]
assert last[heads.index("Total")].value == float(sums[total]), "no formula that reads as nothing"
assert (page.freeze_panes, page.print_title_rows) == ("A2", "$1:$1"), page.print_title_rows
assert page.auto_filter.ref == f"A1:{column[heads[-1]]}{page.max_row - 1}", page.auto_filter.ref
shown = len("₦6,750.00")
assert page.column_dimensions[column["Total"]].width > shown, "wide enough to show every amount"
assert page.oddHeader.right.text == "Jobs" and "of" in page.oddFooter.center.text, page.oddHeader
about = {what.value: told.value for what, told in book["About"].iter_rows()}
assert (about["Rows"], about["Search"], about["Made by"]) == ("3", "python", USER), about


# The books to take along.
def taken(what, file_format):
    order = ExportOrder(what=what, format_=file_format)
    operation = expect(Operation, order_export.sync(client=client, body=order))
    while operation.finished_at is None:
        time.sleep(0.1)
        operation = expect(Operation, get_operation.sync(operation.id, client=client))
    file = fetch(operation.result.location)
    assert file.status_code == 200, file.text
    return file.content


with zipfile.ZipFile(io.BytesIO(taken(ExportWhat.EVERYTHING, ExportFormat.ZIP))) as archive:
    assert archive.testzip() is None, archive.namelist()
    manifest = json.loads(archive.read("manifest.json"))
    for told in manifest["files"]:
        held = archive.read(told["name"])
        assert (len(held), hashlib.sha256(held).hexdigest()) == (told["bytes"], told["sha256"]), told
        lines = csv.DictReader(io.StringIO(held.decode("utf-8-sig"), newline=""), strict=True)
        lines = list(lines)
        assert len(lines) == told["rows"], told
        for head, total in told["sums"].get("NGN", {}).items():
            in_use = [line for line in lines if not line["In the trash since"]]
            assert sum(Decimal(line[head]) for line in in_use) == Decimal(total), told
    assert "Python's tailoring" in archive.read("customers.csv").decode("utf-8-sig"), manifest
book = openpyxl.load_workbook(io.BytesIO(taken(ExportWhat.EVERYTHING, ExportFormat.XLSX)))
assert book.sheetnames == ["Jobs", "Items of jobs", "Expenditures", "Customers", "Users", "About"], book.sheetnames
rows = {told["name"].removesuffix(".csv").replace("-", " ").capitalize(): told["rows"] for told in manifest["files"]}
assert {name: book[name].max_row - 2 for name in rows} == rows, rows

# The accountant's program finds it whole, and misses what is missing.
tag = get_job.sync_detailed(job.id, client=client).headers["etag"]
expect(Job, complete_job.sync(job.id, client=client, if_match=tag))
ledger = taken(ExportWhat.JOURNAL, ExportFormat.BEANCOUNT).decode()
assert "Python's tailoring" in ledger and "₦" not in ledger, ledger
done = fetch("/api/v1/jobs/summary", params={"status": "done"}).json()["total"]["amount_minor"]
billed = Decimal(done).scaleb(-2)
assert f" balance Income:Jobs  {-billed} NGN\n" in ledger, ledger
check = [str(Path(sys.executable).with_name("bean-check")), "/dev/stdin"]
assert subprocess.run(check, input=ledger.encode()).returncode == 0, ledger
first = ledger.index(" * ")
entry = ledger[first - 11 : ledger.index("\n\n", first)]
less = subprocess.run(check, input=ledger.replace(entry, "").encode(), capture_output=True)
assert less.returncode == 1 and b"Balance failed" in less.stderr, less

no_file = create_import.sync(client=client, body=File(io.BytesIO(b"{}")), time_zone="Africa/Lagos")
assert "not an SQLite database" in expect(CreateImportResponse400, no_file).detail, no_file

# Who has the published keys checks a token without asking.
key = jwt.PyJWKClient(f"{ORIGIN}/.well-known/jwks.json").get_signing_key_from_jwt(client.token)
claims = jwt.decode(client.token, key, algorithms=["EdDSA"], audience="zehmo-api", issuer=ORIGIN)
assert (claims["role"], claims["amr"]) == ("admin", ["pwd"]), claims

# Another reader of the address than the app's authors had in mind: what it shows is what the server takes.
secret = expect(TotpSecret, begin_my_totp.sync(client=client))
totp = pyotp.parse_uri(secret.otpauth)
assert (totp.name, totp.secret, totp.digits, totp.interval) == (USER, secret.secret, 6, 30), secret.otpauth
assert totp.issuer, secret.otpauth
codes = expect(RecoveryCodes, activate_my_totp.sync(client=client, body=TotpCode(code=totp.now())))
assert len(codes.recovery_codes) == 10, codes
assert remove_my_totp.sync_detailed(client=client).status_code == 204
