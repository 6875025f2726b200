"""`GET /files/{id}/content`: where the bytes of a file, or of what was made of it, are fetched."""

from common import logs
from ingestion.files import content, downloads, edge, views
from ingestion.files.file_settings import Settings
from ingestion.tenants import visible
from ingestion.tenants.access import Membership
from ingestion.web import http


def send_to(request: http.Request, who: Membership, conf: Settings) -> http.Response:
    """302 to CloudFront, or to S3 where there is no distribution.

    200 with the same URL for who wants JSON: a script that is redirected has no origin any more.
    """
    file = visible.file(conf.catalog_table, who, request.path["id"])
    variant = request.query.get("variant", content.ORIGINAL)
    found = content.chosen(file, variant, unscanned=conf.reads_unscanned)
    seconds = conf.download_url_seconds
    if conf.distribution:
        signed = edge.get(conf.distribution, found, seconds=seconds)
    else:
        bucket = conf.uploads_bucket if variant == content.ORIGINAL else conf.derived_bucket
        signed = downloads.get(bucket, found.key, found.parameters, seconds=seconds)
    logs.info("download signed", fileId=file.id.id, variant=variant)
    if http.wants_json(request):
        return http.answer(200, views.download(signed))
    return http.answer(302, headers={"location": signed.url})
