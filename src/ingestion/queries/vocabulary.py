"""The SQL that queries may be written in: Athena's, as far as it computes and reads nothing but what it is given. Pure.

What is not named here is refused. Nothing here opens a file or a URL, tells of engine, session or other tables, or
changes anything, in Athena or in the engine of the embedded cloud.
"""

from sqlglot import exp
from sqlglot.expressions import DataType

_AGGREGATES = """Count CountIf Sum Avg Min Max ArgMin ArgMax AnyValue ArrayAgg ApproxDistinct ApproxQuantile Stddev
    StddevPop StddevSamp Variance VariancePop Corr LogicalAnd LogicalOr GroupConcat"""
_WINDOWS = "RowNumber Rank DenseRank PercentRank CumeDist Ntile Lag Lead FirstValue LastValue NthValue"
_CHOICES = "Case If Coalesce Nullif Greatest Least Try Cast TryCast And Or Xor Exists Any Between In"
_NUMBERS = """Abs Ceil Floor Round Trunc Sqrt Cbrt Pow Exp Ln Log Sign WidthBucket Sin Cos Tan Pi Degrees Radians
    IsNan"""
_TEXTS = """Concat ConcatWs Length Lower Upper Trim Pad Replace Reverse Split SplitPart StrPosition Substring StartsWith
    Chr Translate Levenshtein Normalize RegexpLike RegexpExtract RegexpReplace RegexpCount RegexpSplit RegexpExtractAll
    MD5Digest SHA2Digest SHA2 Hex LowerHex Unhex Encode Decode ToBase64 FromBase64"""
_DOCUMENTS = "JSONExtract JSONExtractScalar JSONFormat ParseJSON JSONArrayContains"
_TIMES = """CurrentDate CurrentTimestamp Date TimestampTrunc DateTrunc DateDiff DateAdd TimeToStr StrToTime
    FromISO8601Timestamp FromISO8601Date UnixToTime TimeToUnix Extract Year Quarter Month WeekOfYear Day DayOfWeekIso
    DayOfYear Hour Minute Second LastDay"""
_LISTS = """ArraySize ArrayContains ArrayDistinct ArrayToString ArrayMax ArrayMin ArraySort ArrayPosition ArraySlice
    MapKeys Map Array Unnest"""

# What the parser knows by a class of its own, and what it knows by name alone.
FUNCTIONS = frozenset(f"{_AGGREGATES} {_WINDOWS} {_CHOICES} {_NUMBERS} {_TEXTS} {_DOCUMENTS} {_TIMES} {_LISTS}".split())
_NAMES = """at_timezone codepoint every geometric_mean json_array_length json_size map_agg histogram map_values
    to_iso8601 url_decode url_encode url_extract_host url_extract_parameter url_extract_path xxhash64"""
NAMES = frozenset(_NAMES.split())

_CLAUSES = """Select From Where Group GroupingSets Rollup Cube Having Order Ordered Limit Offset Fetch LimitOptions
    Distinct Join With CTE Subquery Union Except Intersect Values Window WindowSpec WithinGroup Filter Table TableAlias
    Alias"""
_EXPRESSIONS = """Column Identifier Star Literal Boolean Null Var Interval Tuple Paren Bracket Slice Neg Not Is Like
    ILike Escape All Add Sub Mul Div IntDiv Mod DPipe EQ NEQ NullSafeEQ NullSafeNEQ GT GTE LT LTE Dot AtTimeZone
    DataType DataTypeParam Lambda JSONPath JSONPathRoot JSONPathKey JSONPathSubscript JSONPathWildcard
    IgnoreNulls RespectNulls"""
CONSTRUCTS = frozenset(f"{_CLAUSES} {_EXPRESSIONS}".split())

_TYPES = """BOOLEAN TINYINT SMALLINT INT BIGINT FLOAT DOUBLE DECIMAL CHAR VARCHAR TEXT VARBINARY DATE TIME
    TIMESTAMP TIMESTAMPTZ JSON ARRAY MAP"""
TYPES = frozenset(getattr(DataType.Type, name) for name in _TYPES.split())

# The roots of what may be asked: questions, not commands.
QUESTIONS = (exp.Select, exp.SetOperation, exp.Subquery)
