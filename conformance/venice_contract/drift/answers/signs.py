"""What an answer is at first sight: trouble on the way, a refusal in disguise, of which key.

Pure.
"""

from typing import Any

from venice_contract.contract.reading.operations import Operation
from venice_contract.contract.values.validation import accepts
from venice_contract.drift.observe import Exchange
from venice_contract.target import Answer, nodes


def is_identity(value: Any) -> bool:
    """Whether a value can be the id of a key: a text or a whole number."""
    return isinstance(value, str | int) and not isinstance(value, bool) and str(value) != ""


def is_weather(exchange: Exchange) -> bool:
    """Whether an answer is trouble on the way that may pass: a failure, or a page of a gateway."""
    answer = exchange.answer
    gateway = answer.status == 403 and answer.media_type == "text/html"
    return answer.status >= 500 or answer.status == 429 or gateway


def shows(exchange: Exchange, key_id: str) -> bool:
    """Whether an answer holds an id as a value, wherever."""
    body = exchange.answer.json_or(None)
    return any(is_identity(item) and str(item) == key_id for item in nodes(body))


def is_disguised(operation: Operation, answer: Answer) -> bool:
    """Whether an answer of success is a refusal by its body, and nothing else by the contract."""
    done, refusal = (operation.answers.get(one) for one in (operation.success, operation.invalid))
    if not 200 <= answer.status < 300 or not (done and done.schema and refusal and refusal.schema):
        return False
    body = answer.json_or(None)
    # A refusal that need not say anything could be any answer.
    says = isinstance(body, dict) and bool(refusal.schema.required)
    told = says and accepts(refusal.schema, body)
    return told and not accepts(done.schema, body)
