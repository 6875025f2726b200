SELECT
  tenant,
  "date",
  hour,
  event_id,
  event_type,
  user_id,
  anonymous_id,
  session_id,
  "timestamp",
  received_at,
  sent_at,
  original_timestamp,
  source,
  ip,
  user_agent,
  context,
  properties
FROM (
  SELECT *, row_number() OVER (PARTITION BY tenant, "date", hour, event_id) AS copy
  FROM (
    SELECT
      tenant,
      "date",
      hour,
      json_extract_scalar(line, '$.event_id') AS event_id,
      json_extract_scalar(line, '$.event_type') AS event_type,
      json_extract_scalar(line, '$.user_id') AS user_id,
      json_extract_scalar(line, '$.anonymous_id') AS anonymous_id,
      json_extract_scalar(line, '$.session_id') AS session_id,
      json_extract_scalar(line, '$.timestamp') AS "timestamp",
      json_extract_scalar(line, '$.received_at') AS received_at,
      json_extract_scalar(line, '$.sent_at') AS sent_at,
      json_extract_scalar(line, '$.original_timestamp') AS original_timestamp,
      json_extract_scalar(line, '$.source') AS source,
      json_extract_scalar(line, '$.ip') AS ip,
      json_extract_scalar(line, '$.user_agent') AS user_agent,
      json_format(json_extract(line, '$.context')) AS context,
      json_format(json_extract(line, '$.properties')) AS properties
    FROM "archive"."events"
  )
)
WHERE copy = 1
