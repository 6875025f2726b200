import pytest

from inlet.files.media import media_type


@pytest.mark.parametrize(
    ("filename", "kind"),
    [
        ("a.jpg", "image/jpeg"),
        ("A.JPEG", "image/jpeg"),
        ("a.png", "image/png"),
        ("a.webp", "image/webp"),
        ("a.heic", "image/heic"),
        ("a.heif", "image/heif"),
        ("a.avif", "image/avif"),
        ("a.tif", "image/tiff"),
        ("a.gif", "image/gif"),
        ("a.pdf", "application/pdf"),
        ("a.csv", "text/csv"),
        ("a.tsv", "text/tab-separated-values"),
        ("a.txt", "text/plain"),
        ("a.log", "text/plain"),
        ("a.json", "application/json"),
        ("a.zip", "application/zip"),
        ("a.mp4", "video/mp4"),
        ("a.mp3", "audio/mpeg"),
        ("a.wav", "audio/wav"),
        ("a.csv.gz", "application/gzip"),
        ("a.tgz", "application/gzip"),
        ("a.tar.xz", "application/x-xz"),
        ("a.b.pdf", "application/pdf"),
        ("Menü – plan.pdf", "application/pdf"),
        ("a.xyz-unknown", None),
        ("README", None),
        (".png", None),
        ("", None),
        ("a.", None),
    ],
)
def test_types(filename, kind):
    assert media_type(filename) == kind


def test_every_type_that_is_taken_by_default_is_known():
    import hcl2

    from local.home import ROOT

    with (ROOT / "terraform/stack/media_types.tf").open() as source:
        variable = hcl2.load(source)["variable"][0]
    for quoted, given in next(iter(variable.values()))["default"].items():
        for extension in given["extensions"]:
            assert media_type(f"a.{extension.strip(chr(34))}") == quoted.strip('"')
