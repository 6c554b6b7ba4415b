#!/bin/sh
# poppler 22.12.0 (Debian 12's pdftotext, pdfinfo): a tagged PDF that says it has no suspect tags is called broken.
#
# ISO 32000-1, table 321: `Suspects` in the mark information dictionary is a boolean, whose default is false. Writers of
# tagged PDF (krilla among them) say it outright. poppler takes the value only when it is true: a false one is reported as
# a syntax error of the wrong type, on the standard error, by every program that opens the catalog. Nothing else is lost.
# A pipeline that treats any word on the standard error as a failure refuses each such file.
#
# Seen (poppler-utils 22.12.0-2+deb12u3, libpoppler126):
#   absent: nothing
#   true: nothing
#   false: Syntax Error: Suspects object is wrong type (boolean)
# Way out: judge the file by the exit code.
#
# Needs apt (Debian 12), python3 and the network. Fails when the behaviour is another one.
set -eu
place=$(mktemp -d)
trap 'rm -rf "$place"' EXIT
cd "$place"
apt-get download -qq poppler-utils=22.12.0-2+deb12u3 libpoppler126=22.12.0-2+deb12u3
for package in *.deb; do dpkg-deb -x "$package" root; done
libraries=$(dirname "$(find root -name 'libpoppler.so.126*' | head -n 1)")
python3 - <<'PYTHON'
def pdf(mark):
    objects = [
        f"<< /Type /Catalog /Pages 2 0 R /MarkInfo << /Marked true {mark} >> >>",
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 200 200] >>",
    ]
    text, places = "%PDF-1.7\n", []
    for number, held in enumerate(objects, 1):
        places.append(len(text))
        text += f"{number} 0 obj\n{held}\nendobj\n"
    table = len(text)
    text += "xref\n0 4\n0000000000 65535 f \n" + "".join(f"{place:010} 00000 n \n" for place in places)
    return text + f"trailer\n<< /Size 4 /Root 1 0 R >>\nstartxref\n{table}\n%%EOF\n"

for name, mark in (("absent", ""), ("true", "/Suspects true"), ("false", "/Suspects false")):
    with open(f"{name}.pdf", "w", newline="") as file:
        file.write(pdf(mark))
PYTHON
seen=
for name in absent true false; do
    said=$(LD_LIBRARY_PATH="$libraries" root/usr/bin/pdfinfo "$name.pdf" 2>&1 >/dev/null)
    seen="$seen$name: ${said:-nothing}
"
done
printf '%s' "$seen"
expected='absent: nothing
true: nothing
false: Syntax Error: Suspects object is wrong type (boolean)
'
if [ "$seen" != "$expected" ]; then
    echo "the behaviour has changed" >&2
    exit 1
fi
