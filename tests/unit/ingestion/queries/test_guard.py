"""What may be asked, and hostile SQL of many kinds that may not."""

from itertools import product

import pytest
import sqlglot
from sqlglot.dialects.trino import Trino
from sqlglot.tokenizer_core import TokenType

from common.errors import Fault, InvalidRequest
from ingestion.queries import guard, view, vocabulary

HOSTILE = {
    # What opens files and addresses, in DuckDB and in Athena.
    "select * from read_csv('/etc/passwd')": "table",
    "select * from read_csv_auto('/etc/passwd')": "table",
    "select * from read_json_auto('s3://inlet-local-archive/events/*')": "table",
    "select * from read_parquet('x')": "table",
    "select * from read_text('/etc/passwd')": "table",
    "select * from glob('/*')": "*",
    "select * from '/etc/passwd'": "table",
    'select * from "/etc/passwd"': "table",
    'select * from "s3://other/bucket.json"': "table",
    "select * from 'https://example.com/x.csv'": "table",
    "select * from parquet_scan('x')": "table",
    "select * from sniff_csv('x')": "table",
    "select read_blob('x') from events": "function",
    "select read_csv('x')": "function",
    "select getenv('HOME')": "function",
    "select * from query('select 1')": "table",
    "select * from query_table('x')": "table",
    "select * from table(system.query(query => 'select 1'))": "*",
    "select * from table(exclude_columns(input => table(events), columns => descriptor(x)))": "*",
    # Other tables, and what engines tell of themselves.
    "select * from other": "table",
    "select * from inlet_local.events": "table",
    'select * from "inlet_local"."events"': "table",
    "select * from awsdatacatalog.inlet_local.events": "table",
    "select * from information_schema.tables": "table",
    "select * from system.runtime.queries": "table",
    "select * from duckdb_settings()": "table",
    "select * from pragma_database_list()": "table",
    "select * from sqlite_master": "table",
    'select * from "events$partitions"': "table",
    'select * from "events$properties"': "table",
    "select current_user": "function",
    "select current_catalog": "function",
    "select version()": "function",
    "select current_setting('s3_access_key_id')": "function",
    "select current_database()": "function",
    "select pg_sleep(100)": "function",
    "select lambda_anything(x) from events": "function",
    "using external function f(x varchar) returns varchar lambda 'x' select f(event_id) from events": "*",
    "select ai_generate_text('x')": "function",
    'select "read_csv"(1)': "function",
    "select system.read_csv(1)": "*",
    "select event_id.read_csv(1) from events": "*",
    "select f.g.h(1) from events": "*",
    # Names that mean more than one thing, depending on where one looks.
    "with events as (select 1) select * from events": "table",
    "with Events as (select 1) select * from events": "table",
    'with "/etc/passwd" as (select 1) select * from "/etc/passwd"': "table",
    "select * from (with x as (select 1) select * from x) a, x": "table",
    "with x as (select * from x) select * from x": "table",
    "with x as (select * from y), y as (select 1) select * from x": "table",
    "with recursive x as (select 1 union all select * from x) select * from x": "*",
    # What changes or says something instead of asking.
    "drop table events": "statement",
    "create table x as select * from events": "statement",
    "create view x as select 1": "statement",
    "insert into events select 1": "statement",
    "delete from events": "statement",
    "update events set line = ''": "statement",
    "merge into events using events on true when matched then delete": "statement",
    "alter table events add column x int": "statement",
    "truncate table events": "*",
    "unload (select * from events) to 's3://x/' with (format = 'json')": "*",
    "copy events to '/tmp/x'": "*",
    "copy (select 1) to '/tmp/x'": "*",
    "attach '/tmp/x' as y": "*",
    "install httpfs": "*",
    "load httpfs": "*",
    "pragma database_list": "*",
    "set s3_region = 'x'": "*",
    "show tables": "*",
    "describe events": "*",
    "explain select 1": "*",
    "explain analyze select 1": "*",
    "call system.x()": "*",
    "execute x": "*",
    "prepare x from select 1": "*",
    "msck repair table events": "*",
    "values (1)": "*",
    "select 1; select 2": "statement",
    "select 1; drop table events": "statement",
    "select 1 into x from events": "*",
    "select * into outfile 'x' from events": "*",
    "select 1 for update": "*",
    "select * from events tablesample bernoulli (10)": "*",
    "select * from events for timestamp as of timestamp '2026-01-01'": "*",
    "select * from events pivot (count(*) for event_type in ('a'))": "*",
    "select * from events match_recognize (pattern (a) define a as true)": "*",
    "select * from events cross join lateral (select * from read_csv('x'))": "*",
    "select ?": "*",
    "select :x": "*",
    "select @x": "*",
    "select @@version": "*",
    "select cast(1 as regclass)": "*",
    "select cast(1 as whatever)": "*",
    "select sequence(1, 1000000000)": "function",
    "select repeat('x', 1000000000)": "function",
    # No SQL at all.
    "": "statement",
    "   ": "statement",
    ";": "statement",
    "-- nothing": "statement",
    "/* never ends": "*",
    "select 'never ends": "syntax",
    'select "never ends': "syntax",
    "select": "*",
    "select * from": "*",
    "select from where": "syntax",
    "select ((1)": "syntax",
    "\x00": "*",
    "{{ x }}": "*",
    "hello": "*",
    "1": "*",
    # Texts and names in quotes that the parser makes words of.
    "select date_add('day) from read_csv(1) --', 1, date '2026-01-01')": "construct",
    "select date_add(\"day) from read_csv(1) --\", 1, date '2026-01-01')": "construct",
    'select extract("year from x) from other --", x) from events': "construct",
    'select cast(x as decimal(1, "1)) from other --")) from events': "construct",
    "select sha2(x, '256(1), (select 1 from other) --') from events": "construct",
    "select last_day(x, 'day) from other --') from events": "construct",
    # What the parser itself stumbles over.
    "(values (1))": "statement",
    "((values (1)))": "statement",
    "select element_at(1)": "syntax",
    "select var_map(1)": "syntax",
    # A letter that is k in small, and another one.
    'with k as (select 1) select * from "\u212a"': "table",
    # Too much of something.
    "(" * 3000: "depth",
    "select " + "(" * 51 + "1" + ")" * 51: "depth",
    "select " + "-" + " -" * 1000 + "1": "depth",
    "select " + "not " * 100 + "true": "depth",
    "select " + "[" * 100 + "]" * 100: "depth",
    "select x" + "[1]" * 100 + " from events": "depth",
    "select " + "a." * 1000 + "a from events": "depth",
    "select " + "a, " * 5000 + "a from events": "depth",
    "select " + "case when true then " * 61 + "1" + " end" * 61: "depth",
    "select 1" + " union select 1" * 100: "depth",
    "select " + "x -> " * 100 + "1": "depth",
    # What doubles the work of reading, or what is written, with each level.
    "select " + "int(" * 40 + "1" + ")" * 40: "depth",
    "select " + "decimal(abs(" * 20 + "1" + "))" * 20: "depth",
    "select x" + " between symmetric x and x" * 40: "depth",
    "select " + "x between symmetric (" * 40 + "1" + ") and 2" * 40: "depth",
    "select x" + " in unnest(x" * 40 + ")" * 40: "depth",
    "select " + "greatest(1, " * 9 + "1" + ")" * 9: "depth",
    "select " + "corr(x, " * 40 + "1" + ")" * 40: "depth",
    "select count(distinct " + ", ".join("x" * 500) + ")": "depth",
}

GOOD = [
    "select event_type, count(*) from events group by 1",
    "SELECT * FROM Events e WHERE e.Date >= '2026-11-01' AND e.hour = '05' LIMIT 10",
    'select "event_id" from "events"',
    "with a as (select * from events), b as (select * from a) select * from b join a on a.event_id = b.event_id",
    "select * from (with x as (select 1 as n) select * from x) as y",
    "(select 1) union all (select 2) order by 1",
    "select 1 union select 2 except select 3 intersect select 4",
    "select count(*) filter (where user_id is not null), approx_percentile(1.5, 0.9) from events",
    "select row_number() over (partition by user_id order by timestamp desc nulls last) from events",
    "select sum(n) over (order by d rows between 6 preceding and current row) from (select 1 n, 2 d) t",
    "select json_extract_scalar(properties, '$.page'), json_extract(properties, '$.items[0].price') from events",
    "select cast(json_extract_scalar(properties, '$.amount') as decimal(10, 2)) from events",
    "select try_cast(json_extract_scalar(properties, '$.amount') as double) from events",
    "select date_trunc('hour', from_iso8601_timestamp(timestamp)) from events group by 1 having count(*) > 5",
    "select case when user_id like 'u%' then 'user' else coalesce(anonymous_id, '?') end from events",
    "select * from events where event_type in ('a', 'b') and not exists (select 1 from events where user_id = 'x')",
    "select i from events cross join unnest(cast(json_extract(properties, '$.items') as array(varchar))) as t(i)",
    "select n from (values (1, 'a'), (2, 'b')) as t(n, s)",
    "select array_join(array_agg(distinct user_id), ','), cardinality(array_agg(1)) from events",
    "select event_type, user_id, count(*) from events group by grouping sets ((event_type), (user_id), ())",
    "select date_diff('minute', timestamp '2026-01-01 00:00:00', current_timestamp) / 60.0, interval '1' day",
    "select url_extract_host('https://a.b/c'), regexp_extract('a1', '[0-9]'), split_part('a/b', '/', 2)",
    "select -1 + 2 * 3 % 4 - 5 / 6, 'a' || 'b', true and not false, null is null",
    "select date_add('day', -7, current_date), date_add('hour', 1, from_iso8601_timestamp(timestamp)) from events",
    "select greatest(0, least(1, greatest(hour, '1'))), count(distinct user_id) from events",
    "select cast(x as map(varchar, array(array(decimal(10, 2))))), date(date_trunc('day', date(x))) from events",
    "select lower(to_hex(sha256(to_utf8(user_id)))), extract(year from date '2026-01-01') from events",
    "select 1 -- the end",
    "select 1;",
]


def rule(sql):
    with pytest.raises(InvalidRequest) as refused:
        guard.read(sql)
    ((pointer, broken),) = [(fault.pointer, fault.rule) for fault in refused.value.faults]
    assert pointer == "/sql"
    return broken


@pytest.mark.parametrize(
    ("sql", "expected"), HOSTILE.items(), ids=[sql[:60].encode("unicode_escape").decode() for sql in HOSTILE]
)
def test_hostile_sql_is_refused(sql, expected):
    broken = rule(sql)
    assert expected in {"*", broken}


@pytest.mark.parametrize("sql", GOOD)
@pytest.mark.parametrize("dialect", ["athena", "duckdb"])
def test_questions_pass_and_are_written_anew(sql, dialect):
    written = view.bound(guard.read(sql), "inlet_test", "t-1", dialect)
    assert written.startswith('WITH "events" AS (SELECT ')
    assert "--" not in written
    assert written.count("'t-1'") == 1
    assert written.count('"inlet_test"."events"') == 1


@pytest.mark.parametrize("word", ["session_user", "$1", "rowid", "current_warehouse"])
@pytest.mark.parametrize("dialect", ["athena", "duckdb"])
def test_words_that_engines_know_are_names_of_columns(word, dialect):
    assert f'SELECT "{word}"' in view.bound(guard.read(f"select {word}"), "d", "t-1", dialect)


def test_the_place_of_a_fault_is_told_and_nothing_that_was_sent():
    with pytest.raises(InvalidRequest) as refused:
        guard.read("select 1,\n  read_csv('secret')")
    assert refused.value.faults == (Fault("/sql", "function"),)
    assert "line 2" in refused.value.detail
    assert "secret" not in refused.value.detail
    assert "read_csv" not in refused.value.detail


TEXT = "zq' \" zq"
QUOTED = ["'" + TEXT.replace("'", "''") + "'", '"' + TEXT.replace('"', '""') + '"']
CALLED = sorted(
    set(Trino.Parser.FUNCTIONS) | set(Trino.Parser.FUNCTION_PARSERS) | {name.upper() for name in vocabulary.NAMES}
)


@pytest.mark.parametrize(
    "arguments", [*product(QUOTED), *product(QUOTED, repeat=2), *product("x", QUOTED), ("x", "1", QUOTED[0])]
)
def test_no_function_makes_sql_of_a_text(arguments):
    passed = 0
    for name in CALLED:
        try:
            query = guard.read(f"select {name}({', '.join(arguments)}) from events")
        except InvalidRequest:
            continue
        passed += 1
        for dialect in ("trino", "duckdb"):
            written = query.sql(dialect, identify=True, comments=False)
            tokens = sqlglot.tokenize(written, read=dialect)
            held = {token.token_type for token in tokens if "zq" in token.text.lower()}
            assert held <= {TokenType.STRING, TokenType.IDENTIFIER}, written
    assert passed > 50


def test_what_the_parser_warns_of_is_not_logged(caplog):
    guard.read("select json_extract(properties, '$.(secret') from events")
    assert "secret" not in caplog.text


def test_what_would_be_written_otherwise_than_it_was_read_is_refused(monkeypatch):
    monkeypatch.setattr(guard, "_is_raw", lambda _: False)
    assert rule("select sha2(x, '256(1)), (select 1 from other) --') from events") == "construct"


@pytest.mark.parametrize("name", sorted(vocabulary.FUNCTIONS | vocabulary.CONSTRUCTS))
def test_the_vocabulary_names_what_there_is(name):
    from sqlglot import exp

    assert hasattr(exp, name)
