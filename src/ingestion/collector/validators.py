"""Checks of events by type. `make validators` makes it of the schemas in types/: do not edit."""

import re
from collections.abc import Callable
from typing import Any


class Invalid(Exception):
    """The properties break a rule of their type's schema."""


REGEX_PATTERNS = {'^[^@\\s]+@[^@\\s]+$': re.compile('^[^@\\s]+@[^@\\s]+\\Z'), '^[A-Z]{3}$': re.compile('^[A-Z]{3}\\Z')}

def _add_to_cart(data: Any) -> None:
    if not isinstance(data, dict):
        raise Invalid
    data_is_dict = isinstance(data, dict)
    if data_is_dict:
        if 'product_id' in data:
            data__productid = data['product_id']
            _common_name(data__productid)
        if 'name' in data:
            data__name = data['name']
            _common_name(data__name)
        if 'category' in data:
            data__category = data['category']
            _common_name(data__category)
        if 'price' in data:
            data__price = data['price']
            _common_amount(data__price)
        if 'currency' in data:
            data__currency = data['currency']
            _common_currency(data__currency)
        if 'quantity' in data:
            data__quantity = data['quantity']
            if not isinstance(data__quantity, int) and (not (isinstance(data__quantity, float) and data__quantity.is_integer())) or isinstance(data__quantity, bool):
                raise Invalid
            if isinstance(data__quantity, (int, float)) and (not isinstance(data__quantity, bool)):
                if data__quantity < 1:
                    raise Invalid

def _alias(data: Any) -> None:
    if not isinstance(data, dict):
        raise Invalid
    data_is_dict = isinstance(data, dict)
    if data_is_dict:
        data__missing_keys = set(['previous_id']) - data.keys()
        if data__missing_keys:
            raise Invalid
        if 'previous_id' in data:
            data__previousid = data['previous_id']
            _common_name(data__previousid)

def _click(data: Any) -> None:
    if not isinstance(data, dict):
        raise Invalid
    data_is_dict = isinstance(data, dict)
    if data_is_dict:
        if 'element' in data:
            data__element = data['element']
            _common_name(data__element)
        if 'text' in data:
            data__text = data['text']
            _common_text(data__text)
        if 'page' in data:
            data__page = data['page']
            _common_address(data__page)
        if 'url' in data:
            data__url = data['url']
            _common_address(data__url)
        if 'x' in data:
            data__x = data['x']
            if not isinstance(data__x, (int, float)) or isinstance(data__x, bool):
                raise Invalid
        if 'y' in data:
            data__y = data['y']
            if not isinstance(data__y, (int, float)) or isinstance(data__y, bool):
                raise Invalid

def _common_address(data: Any) -> None:
    if not isinstance(data, str):
        raise Invalid
    if isinstance(data, str):
        data_len = len(data)
        if data_len < 1:
            raise Invalid
        if data_len > 2048:
            raise Invalid

def _common_amount(data: Any) -> None:
    if not isinstance(data, (int, float)) or isinstance(data, bool):
        raise Invalid
    if isinstance(data, (int, float)) and (not isinstance(data, bool)):
        if data < 0:
            raise Invalid

def _common_count(data: Any) -> None:
    if not isinstance(data, int) and (not (isinstance(data, float) and data.is_integer())) or isinstance(data, bool):
        raise Invalid
    if isinstance(data, (int, float)) and (not isinstance(data, bool)):
        if data < 0:
            raise Invalid

def _common_currency(data: Any) -> None:
    if not isinstance(data, str):
        raise Invalid
    if isinstance(data, str):
        if not REGEX_PATTERNS['^[A-Z]{3}$'].search(data):
            raise Invalid

def _common_email(data: Any) -> None:
    if not isinstance(data, str):
        raise Invalid
    if isinstance(data, str):
        data_len = len(data)
        if data_len > 320:
            raise Invalid
        if not REGEX_PATTERNS['^[^@\\s]+@[^@\\s]+$'].search(data):
            raise Invalid

def _common_name(data: Any) -> None:
    if not isinstance(data, str):
        raise Invalid
    if isinstance(data, str):
        data_len = len(data)
        if data_len < 1:
            raise Invalid
        if data_len > 256:
            raise Invalid

def _common_product(data: Any) -> None:
    if not isinstance(data, dict):
        raise Invalid
    data_is_dict = isinstance(data, dict)
    if data_is_dict:
        if 'product_id' in data:
            data__productid = data['product_id']
            _common_name(data__productid)
        if 'name' in data:
            data__name = data['name']
            _common_name(data__name)
        if 'category' in data:
            data__category = data['category']
            _common_name(data__category)
        if 'price' in data:
            data__price = data['price']
            _common_amount(data__price)
        if 'quantity' in data:
            data__quantity = data['quantity']
            if not isinstance(data__quantity, int) and (not (isinstance(data__quantity, float) and data__quantity.is_integer())) or isinstance(data__quantity, bool):
                raise Invalid
            if isinstance(data__quantity, (int, float)) and (not isinstance(data__quantity, bool)):
                if data__quantity < 1:
                    raise Invalid

def _common_products(data: Any) -> None:
    if not isinstance(data, (list, tuple)):
        raise Invalid
    data_is_list = isinstance(data, (list, tuple))
    if data_is_list:
        data_len = len(data)
        if data_len > 500:
            raise Invalid
        for data_x, data_item in enumerate(data):
            _common_product(data_item)

def _common_text(data: Any) -> None:
    if not isinstance(data, str):
        raise Invalid
    if isinstance(data, str):
        data_len = len(data)
        if data_len > 8192:
            raise Invalid

def _common_trait(data: Any) -> None:
    if not isinstance(data, str):
        raise Invalid
    if isinstance(data, str):
        data_len = len(data)
        if data_len > 1024:
            raise Invalid

def _error(data: Any) -> None:
    if not isinstance(data, dict):
        raise Invalid
    data_is_dict = isinstance(data, dict)
    if data_is_dict:
        data__missing_keys = set(['message']) - data.keys()
        if data__missing_keys:
            raise Invalid
        if 'message' in data:
            data__message = data['message']
            _common_text(data__message)
        if 'name' in data:
            data__name = data['name']
            _common_name(data__name)
        if 'stack' in data:
            data__stack = data['stack']
            if not isinstance(data__stack, str):
                raise Invalid
        if 'page' in data:
            data__page = data['page']
            _common_address(data__page)
        if 'release' in data:
            data__release = data['release']
            _common_name(data__release)
        if 'fatal' in data:
            data__fatal = data['fatal']
            if not isinstance(data__fatal, bool):
                raise Invalid
        if 'line' in data:
            data__line = data['line']
            _common_count(data__line)

def _group(data: Any) -> None:
    if not isinstance(data, dict):
        raise Invalid
    data_is_dict = isinstance(data, dict)
    if data_is_dict:
        data__missing_keys = set(['group_id']) - data.keys()
        if data__missing_keys:
            raise Invalid
        if 'group_id' in data:
            data__groupid = data['group_id']
            _common_name(data__groupid)
        if 'name' in data:
            data__name = data['name']
            _common_trait(data__name)
        if 'plan' in data:
            data__plan = data['plan']
            _common_trait(data__plan)

def _identify(data: Any) -> None:
    if not isinstance(data, dict):
        raise Invalid
    data_is_dict = isinstance(data, dict)
    if data_is_dict:
        if 'email' in data:
            data__email = data['email']
            _common_trait(data__email)
        if 'name' in data:
            data__name = data['name']
            _common_trait(data__name)
        if 'plan' in data:
            data__plan = data['plan']
            _common_trait(data__plan)

def _page_view(data: Any) -> None:
    if not isinstance(data, dict):
        raise Invalid
    data_is_dict = isinstance(data, dict)
    if data_is_dict:
        data__missing_keys = set(['page']) - data.keys()
        if data__missing_keys:
            raise Invalid
        if 'page' in data:
            data__page = data['page']
            _common_address(data__page)
        if 'title' in data:
            data__title = data['title']
            _common_text(data__title)
        if 'url' in data:
            data__url = data['url']
            _common_address(data__url)
        if 'referrer' in data:
            data__referrer = data['referrer']
            if not isinstance(data__referrer, str):
                raise Invalid
            if isinstance(data__referrer, str):
                data__referrer_len = len(data__referrer)
                if data__referrer_len > 2048:
                    raise Invalid
        if 'search' in data:
            data__search = data['search']
            if not isinstance(data__search, str):
                raise Invalid
            if isinstance(data__search, str):
                data__search_len = len(data__search)
                if data__search_len > 2048:
                    raise Invalid
        if 'duration_ms' in data:
            data__durationms = data['duration_ms']
            _common_count(data__durationms)

def _purchase(data: Any) -> None:
    if not isinstance(data, dict):
        raise Invalid
    data_is_dict = isinstance(data, dict)
    if data_is_dict:
        data__missing_keys = set(['amount']) - data.keys()
        if data__missing_keys:
            raise Invalid
        if 'order_id' in data:
            data__orderid = data['order_id']
            _common_name(data__orderid)
        if 'amount' in data:
            data__amount = data['amount']
            _common_amount(data__amount)
        if 'currency' in data:
            data__currency = data['currency']
            _common_currency(data__currency)
        if 'tax' in data:
            data__tax = data['tax']
            _common_amount(data__tax)
        if 'shipping' in data:
            data__shipping = data['shipping']
            _common_amount(data__shipping)
        if 'discount' in data:
            data__discount = data['discount']
            _common_amount(data__discount)
        if 'coupon' in data:
            data__coupon = data['coupon']
            _common_name(data__coupon)
        if 'items' in data:
            data__items = data['items']
            _common_products(data__items)

def _screen(data: Any) -> None:
    if not isinstance(data, dict):
        raise Invalid
    data_is_dict = isinstance(data, dict)
    if data_is_dict:
        data__missing_keys = set(['name']) - data.keys()
        if data__missing_keys:
            raise Invalid
        if 'name' in data:
            data__name = data['name']
            _common_name(data__name)
        if 'category' in data:
            data__category = data['category']
            _common_name(data__category)
        if 'duration_ms' in data:
            data__durationms = data['duration_ms']
            _common_count(data__durationms)

def _search(data: Any) -> None:
    if not isinstance(data, dict):
        raise Invalid
    data_is_dict = isinstance(data, dict)
    if data_is_dict:
        data__missing_keys = set(['query']) - data.keys()
        if data__missing_keys:
            raise Invalid
        if 'query' in data:
            data__query = data['query']
            _common_text(data__query)
        if 'results' in data:
            data__results = data['results']
            _common_count(data__results)
        if 'filters' in data:
            data__filters = data['filters']
            if not isinstance(data__filters, dict):
                raise Invalid
            data__filters_is_dict = isinstance(data__filters, dict)
            if data__filters_is_dict:
                data__filters_len = len(data__filters)
                if data__filters_len > 100:
                    raise Invalid

def _sign_in(data: Any) -> None:
    if not isinstance(data, dict):
        raise Invalid
    data_is_dict = isinstance(data, dict)
    if data_is_dict:
        if 'method' in data:
            data__method = data['method']
            _common_name(data__method)
        if 'success' in data:
            data__success = data['success']
            if not isinstance(data__success, bool):
                raise Invalid

def _sign_up(data: Any) -> None:
    if not isinstance(data, dict):
        raise Invalid
    data_is_dict = isinstance(data, dict)
    if data_is_dict:
        if 'method' in data:
            data__method = data['method']
            _common_name(data__method)
        if 'plan' in data:
            data__plan = data['plan']
            _common_name(data__plan)
        if 'email' in data:
            data__email = data['email']
            _common_email(data__email)


VALIDATORS: dict[str, Callable[[Any], None]] = {
    "add_to_cart": _add_to_cart,
    "alias": _alias,
    "click": _click,
    "error": _error,
    "group": _group,
    "identify": _identify,
    "page_view": _page_view,
    "purchase": _purchase,
    "screen": _screen,
    "search": _search,
    "sign_in": _sign_in,
    "sign_up": _sign_up,
}
