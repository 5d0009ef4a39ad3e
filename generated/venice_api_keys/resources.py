"""The operations, in groups, for a Client and for an AsyncClient."""

from __future__ import annotations

from builtins import list as List  # a method of the groups is called `list`
from collections.abc import Mapping
from collections.abc import Sequence as _Sequence
from datetime import date as _date
from datetime import datetime as _datetime
from datetime import timedelta as _timedelta
from typing import TYPE_CHECKING, Any, Literal
from uuid import UUID as _UUID

from .calling import AsyncItems, AsyncResource, HasId, Resource
from .calling import answered as _answered
from .calling import async_answered as _async_answered
from .calling import ready as _made_ready
from .types import UNSET, Unset
from .writing import identified as _identified
from .writing import needed as _needed

if TYPE_CHECKING:
    import httpx

    from .client import AsyncClient, Client
    from .models import (
        AccountRateLimits,
        ApiKeySummary,
        ApiKeyType,
        ConsumptionLimit,
        CreatedApiKey,
        LimitPeriod,
        ModelPrivacy,
        RateLimitLogEntry,
        UpdatedApiKey,
        WalletToken,
    )


class ApiKeys(Resource):
    """`client.api_keys`; each method raises or returns."""

    @property
    def with_raw_response(self) -> ApiKeysWithRawResponse:
        """The same methods, each returning status, headers and content beside what it holds."""
        return ApiKeysWithRawResponse(self._client)

    def list(
        self,
        *,
        timeout: float | _timedelta | httpx.Timeout | Unset | None = UNSET,
        headers: Mapping[str, str] | None = None,
    ) -> List[ApiKeySummary]:
        """List the active keys.

        Every active key of the account, with what each has used. Secrets are not shown.

        Args:
            timeout: seconds, in place of the client's own.
            headers: sent with this request alone.

        Raises:
            ApiError: any of the errors in errors.py.

        Example:
            >>> client.api_keys.list()
        """

        from .api.keys import get_api_keys as _operation  # noqa: PLC0415

        _call = _operation.call()
        _made: List[ApiKeySummary] = self._do(_call, _operation.ANSWERS, "data", timeout, headers)
        return _made

    def create(
        self,
        *,
        api_key_type: ApiKeyType | Literal["INFERENCE", "ADMIN"],
        description: str,
        consumption_limit: ConsumptionLimit | Mapping[str, Any] | Unset = UNSET,
        limit_period: LimitPeriod | Literal["EPOCH", "MONTH", "LIFETIME"] | Unset = UNSET,
        model_privacy: ModelPrivacy
        | Literal["ALL", "PRIVATE_TEXT", "PRIVATE_ONLY"]
        | Unset = UNSET,
        expires_at: _date | _datetime | _timedelta | str | Unset = UNSET,
        ip_allowlist: _Sequence[str] | Unset = UNSET,
        extra: Mapping[str, Any] | None = None,
        timeout: float | _timedelta | httpx.Timeout | Unset | None = UNSET,
        headers: Mapping[str, str] | None = None,
    ) -> CreatedApiKey:
        """Create a key.

        Mints a key and shows its secret, this once. An account may create 20 keys a minute and
        hold 500 active ones.

        Args:
            api_key_type: What a key may reach. ADMIN reaches everything, INFERENCE only
                inference.
            description: A text for people, to tell keys apart. At most 64 characters.
            consumption_limit: How much a key may spend in one period, for each kind of money by
                itself.
            limit_period: When the spent amounts of a key start again from zero. EPOCH, the older
                default, does so each UTC day, MONTH on the first of each UTC month,
                LIFETIME never.
            model_privacy: Which models a key may call by how private they are. ALL leaves every
                model open, PRIVATE_TEXT asks it of text models alone, PRIVATE_ONLY of
                every model.
            expires_at: When the key ends; the empty text means never.
            ip_allowlist: Addresses and subnets from which a key may be used; an empty list lets
                in any. Known from one third-party SDK (venice-py 2.9.0) alone. At most
                100 items.
            extra: fields to send that the contract of this client does not list.
            timeout: seconds, in place of the client's own.
            headers: sent with this request alone.

        Raises:
            ApiError: any of the errors in errors.py.

        Example:
            >>> client.api_keys.create(api_key_type="INFERENCE", description="nightly job")
        """

        from . import models as _models  # noqa: PLC0415
        from .api.keys import create_api_key as _operation  # noqa: PLC0415

        _body = _models.CreateApiKeyRequest.from_input(
            {
                "api_key_type": api_key_type,
                "description": description,
                "consumption_limit": consumption_limit,
                "limit_period": limit_period,
                "model_privacy": model_privacy,
                "expires_at": expires_at,
                "ip_allowlist": ip_allowlist,
            }
        )
        _ready = _made_ready(_body, extra)
        _call = _operation.call(
            body=_ready,
        )
        _made: CreatedApiKey = self._do(_call, _operation.ANSWERS, "data", timeout, headers)
        return _made

    def delete(
        self,
        id: _UUID | str | HasId,
        *,
        timeout: float | _timedelta | httpx.Timeout | Unset | None = UNSET,
        headers: Mapping[str, str] | None = None,
    ) -> None:
        """Revoke a key.

        Ends a key. The published document calls the id optional and does not say what a call
        without it does.

        Args:
            id: The id of the key to revoke. Example:
                "e28e82dc-9df2-4b47-b726-d0a222ef2ab5".
            timeout: seconds, in place of the client's own.
            headers: sent with this request alone.

        Raises:
            ApiError: any of the errors in errors.py.

        Example:
            >>> client.api_keys.delete("e28e82dc-9df2-4b47-b726-d0a222ef2ab5")
        """

        from .api.keys import delete_api_key as _operation  # noqa: PLC0415

        _call = _operation.call(
            id=_needed("id", _identified(id, ("id",))),
        )
        _made: None = self._do(_call, _operation.ANSWERS, "nothing", timeout, headers)
        return _made

    def update(
        self,
        id: _UUID | str | HasId,
        *,
        description: str | Unset = UNSET,
        consumption_limit: ConsumptionLimit | Mapping[str, Any] | Unset = UNSET,
        limit_period: LimitPeriod | Literal["EPOCH", "MONTH", "LIFETIME"] | Unset = UNSET,
        model_privacy: ModelPrivacy
        | Literal["ALL", "PRIVATE_TEXT", "PRIVATE_ONLY"]
        | Unset = UNSET,
        expires_at: _date | _datetime | _timedelta | str | None | Unset = UNSET,
        ip_allowlist: _Sequence[str] | Unset = UNSET,
        extra: Mapping[str, Any] | None = None,
        timeout: float | _timedelta | httpx.Timeout | Unset | None = UNSET,
        headers: Mapping[str, str] | None = None,
    ) -> UpdatedApiKey:
        """Change a key.

        Changes the named fields of one key, found by the id in the body. The type of a key
        cannot be changed.

        Args:
            id: The id of the key to change
            description: A text for people, to tell keys apart. At most 64 characters.
            consumption_limit: How much a key may spend in one period, for each kind of money by
                itself.
            limit_period: When the spent amounts of a key start again from zero. EPOCH, the older
                default, does so each UTC day, MONTH on the first of each UTC month,
                LIFETIME never.
            model_privacy: Which models a key may call by how private they are. ALL leaves every
                model open, PRIVATE_TEXT asks it of text models alone, PRIVATE_ONLY of
                every model.
            expires_at: When the key ends; null or the empty text means never.
            ip_allowlist: Addresses and subnets from which a key may be used; an empty list lets
                in any. Known from one third-party SDK (venice-py 2.9.0) alone. At most
                100 items.
            extra: fields to send that the contract of this client does not list.
            timeout: seconds, in place of the client's own.
            headers: sent with this request alone.

        Raises:
            ApiError: any of the errors in errors.py.

        Example:
            >>> client.api_keys.update("e28e82dc-9df2-4b47-b726-d0a222ef2ab5", consumption_limit={'usd': 5}, limit_period="EPOCH")
        """

        from . import models as _models  # noqa: PLC0415
        from .api.keys import update_api_key as _operation  # noqa: PLC0415

        _1 = _needed("id", _identified(id, ("id",)))
        _body = _models.UpdateApiKeyRequest.from_input(
            {
                "id": _1,
                "description": description,
                "consumption_limit": consumption_limit,
                "limit_period": limit_period,
                "model_privacy": model_privacy,
                "expires_at": expires_at,
                "ip_allowlist": ip_allowlist,
            }
        )
        _ready = _made_ready(_body, extra)
        _call = _operation.call(
            body=_ready,
        )
        _made: UpdatedApiKey = self._do(_call, _operation.ANSWERS, "data", timeout, headers)
        return _made

    def get(
        self,
        id: _UUID | str | HasId,
        *,
        timeout: float | _timedelta | httpx.Timeout | Unset | None = UNSET,
        headers: Mapping[str, str] | None = None,
    ) -> ApiKeySummary:
        """Read one key.

        One key by its id, with what it has used. The secret is not shown.

        Args:
            id: The id of the key to read. Example:
                "e28e82dc-9df2-4b47-b726-d0a222ef2ab5".
            timeout: seconds, in place of the client's own.
            headers: sent with this request alone.

        Raises:
            ApiError: any of the errors in errors.py.

        Example:
            >>> client.api_keys.get("e28e82dc-9df2-4b47-b726-d0a222ef2ab5")
        """

        from .api.keys import get_api_key_by_id as _operation  # noqa: PLC0415

        _call = _operation.call(
            id=_needed("id", _identified(id, ("id",))),
        )
        _made: ApiKeySummary = self._do(_call, _operation.ANSWERS, "data", timeout, headers)
        return _made


class ApiKeysWithRawResponse:
    """`client.api_keys.with_raw_response`: the methods of `client.api_keys`, each returning a Response."""

    def __init__(self, client: Client) -> None:
        _group = ApiKeys(client, raw=True)
        self.list = _answered(_group.list)
        self.create = _answered(_group.create)
        self.delete = _answered(_group.delete)
        self.update = _answered(_group.update)
        self.get = _answered(_group.get)


class AsyncApiKeys(AsyncResource):
    """`client.api_keys`; await each method."""

    @property
    def with_raw_response(self) -> AsyncApiKeysWithRawResponse:
        """The same methods, each returning status, headers and content beside what it holds."""
        return AsyncApiKeysWithRawResponse(self._client)

    def list(
        self,
        *,
        timeout: float | _timedelta | httpx.Timeout | Unset | None = UNSET,
        headers: Mapping[str, str] | None = None,
    ) -> AsyncItems[ApiKeySummary]:
        """List the active keys.

        Every active key of the account, with what each has used. Secrets are not shown.

        `await` gives the list, `async for` its items.

        Args:
            timeout: seconds, in place of the client's own.
            headers: sent with this request alone.

        Raises:
            ApiError: any of the errors in errors.py.

        Example:
            >>> await client.api_keys.list()
        """

        from .api.keys import get_api_keys as _operation  # noqa: PLC0415

        _call = _operation.call()
        _made: AsyncItems[ApiKeySummary] = AsyncItems(
            self._do(_call, _operation.ANSWERS, "data", timeout, headers)
        )
        return _made

    async def create(
        self,
        *,
        api_key_type: ApiKeyType | Literal["INFERENCE", "ADMIN"],
        description: str,
        consumption_limit: ConsumptionLimit | Mapping[str, Any] | Unset = UNSET,
        limit_period: LimitPeriod | Literal["EPOCH", "MONTH", "LIFETIME"] | Unset = UNSET,
        model_privacy: ModelPrivacy
        | Literal["ALL", "PRIVATE_TEXT", "PRIVATE_ONLY"]
        | Unset = UNSET,
        expires_at: _date | _datetime | _timedelta | str | Unset = UNSET,
        ip_allowlist: _Sequence[str] | Unset = UNSET,
        extra: Mapping[str, Any] | None = None,
        timeout: float | _timedelta | httpx.Timeout | Unset | None = UNSET,
        headers: Mapping[str, str] | None = None,
    ) -> CreatedApiKey:
        """Create a key.

        Mints a key and shows its secret, this once. An account may create 20 keys a minute and
        hold 500 active ones.

        Args:
            api_key_type: What a key may reach. ADMIN reaches everything, INFERENCE only
                inference.
            description: A text for people, to tell keys apart. At most 64 characters.
            consumption_limit: How much a key may spend in one period, for each kind of money by
                itself.
            limit_period: When the spent amounts of a key start again from zero. EPOCH, the older
                default, does so each UTC day, MONTH on the first of each UTC month,
                LIFETIME never.
            model_privacy: Which models a key may call by how private they are. ALL leaves every
                model open, PRIVATE_TEXT asks it of text models alone, PRIVATE_ONLY of
                every model.
            expires_at: When the key ends; the empty text means never.
            ip_allowlist: Addresses and subnets from which a key may be used; an empty list lets
                in any. Known from one third-party SDK (venice-py 2.9.0) alone. At most
                100 items.
            extra: fields to send that the contract of this client does not list.
            timeout: seconds, in place of the client's own.
            headers: sent with this request alone.

        Raises:
            ApiError: any of the errors in errors.py.

        Example:
            >>> await client.api_keys.create(api_key_type="INFERENCE", description="nightly job")
        """

        from . import models as _models  # noqa: PLC0415
        from .api.keys import create_api_key as _operation  # noqa: PLC0415

        _body = _models.CreateApiKeyRequest.from_input(
            {
                "api_key_type": api_key_type,
                "description": description,
                "consumption_limit": consumption_limit,
                "limit_period": limit_period,
                "model_privacy": model_privacy,
                "expires_at": expires_at,
                "ip_allowlist": ip_allowlist,
            }
        )
        _ready = _made_ready(_body, extra)
        _call = _operation.call(
            body=_ready,
        )
        _made: CreatedApiKey = await self._do(_call, _operation.ANSWERS, "data", timeout, headers)
        return _made

    async def delete(
        self,
        id: _UUID | str | HasId,
        *,
        timeout: float | _timedelta | httpx.Timeout | Unset | None = UNSET,
        headers: Mapping[str, str] | None = None,
    ) -> None:
        """Revoke a key.

        Ends a key. The published document calls the id optional and does not say what a call
        without it does.

        Args:
            id: The id of the key to revoke. Example:
                "e28e82dc-9df2-4b47-b726-d0a222ef2ab5".
            timeout: seconds, in place of the client's own.
            headers: sent with this request alone.

        Raises:
            ApiError: any of the errors in errors.py.

        Example:
            >>> await client.api_keys.delete("e28e82dc-9df2-4b47-b726-d0a222ef2ab5")
        """

        from .api.keys import delete_api_key as _operation  # noqa: PLC0415

        _call = _operation.call(
            id=_needed("id", _identified(id, ("id",))),
        )
        _made: None = await self._do(_call, _operation.ANSWERS, "nothing", timeout, headers)
        return _made

    async def update(
        self,
        id: _UUID | str | HasId,
        *,
        description: str | Unset = UNSET,
        consumption_limit: ConsumptionLimit | Mapping[str, Any] | Unset = UNSET,
        limit_period: LimitPeriod | Literal["EPOCH", "MONTH", "LIFETIME"] | Unset = UNSET,
        model_privacy: ModelPrivacy
        | Literal["ALL", "PRIVATE_TEXT", "PRIVATE_ONLY"]
        | Unset = UNSET,
        expires_at: _date | _datetime | _timedelta | str | None | Unset = UNSET,
        ip_allowlist: _Sequence[str] | Unset = UNSET,
        extra: Mapping[str, Any] | None = None,
        timeout: float | _timedelta | httpx.Timeout | Unset | None = UNSET,
        headers: Mapping[str, str] | None = None,
    ) -> UpdatedApiKey:
        """Change a key.

        Changes the named fields of one key, found by the id in the body. The type of a key
        cannot be changed.

        Args:
            id: The id of the key to change
            description: A text for people, to tell keys apart. At most 64 characters.
            consumption_limit: How much a key may spend in one period, for each kind of money by
                itself.
            limit_period: When the spent amounts of a key start again from zero. EPOCH, the older
                default, does so each UTC day, MONTH on the first of each UTC month,
                LIFETIME never.
            model_privacy: Which models a key may call by how private they are. ALL leaves every
                model open, PRIVATE_TEXT asks it of text models alone, PRIVATE_ONLY of
                every model.
            expires_at: When the key ends; null or the empty text means never.
            ip_allowlist: Addresses and subnets from which a key may be used; an empty list lets
                in any. Known from one third-party SDK (venice-py 2.9.0) alone. At most
                100 items.
            extra: fields to send that the contract of this client does not list.
            timeout: seconds, in place of the client's own.
            headers: sent with this request alone.

        Raises:
            ApiError: any of the errors in errors.py.

        Example:
            >>> await client.api_keys.update("e28e82dc-9df2-4b47-b726-d0a222ef2ab5", consumption_limit={'usd': 5}, limit_period="EPOCH")
        """

        from . import models as _models  # noqa: PLC0415
        from .api.keys import update_api_key as _operation  # noqa: PLC0415

        _1 = _needed("id", _identified(id, ("id",)))
        _body = _models.UpdateApiKeyRequest.from_input(
            {
                "id": _1,
                "description": description,
                "consumption_limit": consumption_limit,
                "limit_period": limit_period,
                "model_privacy": model_privacy,
                "expires_at": expires_at,
                "ip_allowlist": ip_allowlist,
            }
        )
        _ready = _made_ready(_body, extra)
        _call = _operation.call(
            body=_ready,
        )
        _made: UpdatedApiKey = await self._do(_call, _operation.ANSWERS, "data", timeout, headers)
        return _made

    async def get(
        self,
        id: _UUID | str | HasId,
        *,
        timeout: float | _timedelta | httpx.Timeout | Unset | None = UNSET,
        headers: Mapping[str, str] | None = None,
    ) -> ApiKeySummary:
        """Read one key.

        One key by its id, with what it has used. The secret is not shown.

        Args:
            id: The id of the key to read. Example:
                "e28e82dc-9df2-4b47-b726-d0a222ef2ab5".
            timeout: seconds, in place of the client's own.
            headers: sent with this request alone.

        Raises:
            ApiError: any of the errors in errors.py.

        Example:
            >>> await client.api_keys.get("e28e82dc-9df2-4b47-b726-d0a222ef2ab5")
        """

        from .api.keys import get_api_key_by_id as _operation  # noqa: PLC0415

        _call = _operation.call(
            id=_needed("id", _identified(id, ("id",))),
        )
        _made: ApiKeySummary = await self._do(_call, _operation.ANSWERS, "data", timeout, headers)
        return _made


class AsyncApiKeysWithRawResponse:
    """`client.api_keys.with_raw_response`: the methods of `client.api_keys`, each returning a Response."""

    def __init__(self, client: AsyncClient) -> None:
        _group = AsyncApiKeys(client, raw=True)
        self.list = _async_answered(_group.list)
        self.create = _async_answered(_group.create)
        self.delete = _async_answered(_group.delete)
        self.update = _async_answered(_group.update)
        self.get = _async_answered(_group.get)


class RateLimits(Resource):
    """`client.rate_limits`; each method raises or returns."""

    @property
    def with_raw_response(self) -> RateLimitsWithRawResponse:
        """The same methods, each returning status, headers and content beside what it holds."""
        return RateLimitsWithRawResponse(self._client)

    def get(
        self,
        *,
        timeout: float | _timedelta | httpx.Timeout | Unset | None = UNSET,
        headers: Mapping[str, str] | None = None,
    ) -> AccountRateLimits:
        """Read the limits of the account.

        The tier, the balances, and the rate limits of each model for the calling key.

        Args:
            timeout: seconds, in place of the client's own.
            headers: sent with this request alone.

        Raises:
            ApiError: any of the errors in errors.py.

        Example:
            >>> client.rate_limits.get()
        """

        from .api.rate_limits import get_api_key_rate_limits as _operation  # noqa: PLC0415

        _call = _operation.call()
        _made: AccountRateLimits = self._do(_call, _operation.ANSWERS, "data", timeout, headers)
        return _made

    def log(
        self,
        *,
        timeout: float | _timedelta | httpx.Timeout | Unset | None = UNSET,
        headers: Mapping[str, str] | None = None,
    ) -> List[RateLimitLogEntry]:
        """Read where the account went over its limits.

        The latest times the account exceeded a limit, at most 50.

        Args:
            timeout: seconds, in place of the client's own.
            headers: sent with this request alone.

        Raises:
            ApiError: any of the errors in errors.py.

        Example:
            >>> client.rate_limits.log()
        """

        from .api.rate_limits import get_api_key_rate_limit_logs as _operation  # noqa: PLC0415

        _call = _operation.call()
        _made: List[RateLimitLogEntry] = self._do(
            _call, _operation.ANSWERS, "data", timeout, headers
        )
        return _made


class RateLimitsWithRawResponse:
    """`client.rate_limits.with_raw_response`: the methods of `client.rate_limits`, each returning a Response."""

    def __init__(self, client: Client) -> None:
        _group = RateLimits(client, raw=True)
        self.get = _answered(_group.get)
        self.log = _answered(_group.log)


class AsyncRateLimits(AsyncResource):
    """`client.rate_limits`; await each method."""

    @property
    def with_raw_response(self) -> AsyncRateLimitsWithRawResponse:
        """The same methods, each returning status, headers and content beside what it holds."""
        return AsyncRateLimitsWithRawResponse(self._client)

    async def get(
        self,
        *,
        timeout: float | _timedelta | httpx.Timeout | Unset | None = UNSET,
        headers: Mapping[str, str] | None = None,
    ) -> AccountRateLimits:
        """Read the limits of the account.

        The tier, the balances, and the rate limits of each model for the calling key.

        Args:
            timeout: seconds, in place of the client's own.
            headers: sent with this request alone.

        Raises:
            ApiError: any of the errors in errors.py.

        Example:
            >>> await client.rate_limits.get()
        """

        from .api.rate_limits import get_api_key_rate_limits as _operation  # noqa: PLC0415

        _call = _operation.call()
        _made: AccountRateLimits = await self._do(
            _call, _operation.ANSWERS, "data", timeout, headers
        )
        return _made

    def log(
        self,
        *,
        timeout: float | _timedelta | httpx.Timeout | Unset | None = UNSET,
        headers: Mapping[str, str] | None = None,
    ) -> AsyncItems[RateLimitLogEntry]:
        """Read where the account went over its limits.

        The latest times the account exceeded a limit, at most 50.

        `await` gives the list, `async for` its items.

        Args:
            timeout: seconds, in place of the client's own.
            headers: sent with this request alone.

        Raises:
            ApiError: any of the errors in errors.py.

        Example:
            >>> await client.rate_limits.log()
        """

        from .api.rate_limits import get_api_key_rate_limit_logs as _operation  # noqa: PLC0415

        _call = _operation.call()
        _made: AsyncItems[RateLimitLogEntry] = AsyncItems(
            self._do(_call, _operation.ANSWERS, "data", timeout, headers)
        )
        return _made


class AsyncRateLimitsWithRawResponse:
    """`client.rate_limits.with_raw_response`: the methods of `client.rate_limits`, each returning a Response."""

    def __init__(self, client: AsyncClient) -> None:
        _group = AsyncRateLimits(client, raw=True)
        self.get = _async_answered(_group.get)
        self.log = _async_answered(_group.log)


class Wallet(Resource):
    """`client.wallet`; each method raises or returns."""

    @property
    def with_raw_response(self) -> WalletWithRawResponse:
        """The same methods, each returning status, headers and content beside what it holds."""
        return WalletWithRawResponse(self._client)

    def token(
        self,
        *,
        timeout: float | _timedelta | httpx.Timeout | Unset | None = UNSET,
        headers: Mapping[str, str] | None = None,
    ) -> WalletToken:
        """Ask for a token to sign with a wallet.

        A token that lives 15 minutes. Needs no authentication.

        Args:
            timeout: seconds, in place of the client's own.
            headers: sent with this request alone.

        Raises:
            ApiError: any of the errors in errors.py.

        Example:
            >>> client.wallet.token()
        """

        from .api.wallet import get_api_key_generate_web_3_key as _operation  # noqa: PLC0415

        _call = _operation.call()
        _made: WalletToken = self._do(_call, _operation.ANSWERS, "data", timeout, headers)
        return _made

    def create(
        self,
        *,
        api_key_type: ApiKeyType | Literal["INFERENCE", "ADMIN"],
        address: str,
        signature: str,
        token: str,
        description: str | Unset = UNSET,
        consumption_limit: ConsumptionLimit | Mapping[str, Any] | Unset = UNSET,
        limit_period: LimitPeriod | Literal["EPOCH", "MONTH", "LIFETIME"] | Unset = UNSET,
        model_privacy: ModelPrivacy
        | Literal["ALL", "PRIVATE_TEXT", "PRIVATE_ONLY"]
        | Unset = UNSET,
        expires_at: _date | _datetime | _timedelta | str | Unset = UNSET,
        ip_allowlist: _Sequence[str] | Unset = UNSET,
        extra: Mapping[str, Any] | None = None,
        timeout: float | _timedelta | httpx.Timeout | Unset | None = UNSET,
        headers: Mapping[str, str] | None = None,
    ) -> CreatedApiKey:
        """Create a key with a signed token.

        Mints a key for the wallet that signed the token (EIP-191 personal_sign over its bytes).
        The wallet must hold staked VVV on Base. Needs no authentication.

        Args:
            api_key_type: What a key may reach. ADMIN reaches everything, INFERENCE only
                inference.
            address: The address of the wallet
            signature: The token, signed by the wallet
            token: The token, as it was handed out
            description: A text for people, to tell keys apart. Left out, it means "Web3 API
                Key".
            consumption_limit: How much a key may spend in one period, for each kind of money by
                itself.
            limit_period: When the spent amounts of a key start again from zero. EPOCH, the older
                default, does so each UTC day, MONTH on the first of each UTC month,
                LIFETIME never.
            model_privacy: Which models a key may call by how private they are. ALL leaves every
                model open, PRIVATE_TEXT asks it of text models alone, PRIVATE_ONLY of
                every model.
            expires_at: When the key ends; the empty text means never.
            ip_allowlist: Addresses and subnets from which a key may be used; an empty list lets
                in any. Known from one third-party SDK (venice-py 2.9.0) alone. At most
                100 items.
            extra: fields to send that the contract of this client does not list.
            timeout: seconds, in place of the client's own.
            headers: sent with this request alone.

        Raises:
            ApiError: any of the errors in errors.py.

        Example:
            >>> client.wallet.create(api_key_type="INFERENCE", address="0x45B73055F3aDcC4577Bb709db10B19d11b5c94eE", signature="0x00", token="header.claims.signature")
        """

        from . import models as _models  # noqa: PLC0415
        from .api.wallet import post_api_key_generate_web_3_key as _operation  # noqa: PLC0415

        _body = _models.CreateWalletApiKeyRequest.from_input(
            {
                "api_key_type": api_key_type,
                "address": address,
                "signature": signature,
                "token": token,
                "description": description,
                "consumption_limit": consumption_limit,
                "limit_period": limit_period,
                "model_privacy": model_privacy,
                "expires_at": expires_at,
                "ip_allowlist": ip_allowlist,
            }
        )
        _ready = _made_ready(_body, extra)
        _call = _operation.call(
            body=_ready,
        )
        _made: CreatedApiKey = self._do(_call, _operation.ANSWERS, "data", timeout, headers)
        return _made


class WalletWithRawResponse:
    """`client.wallet.with_raw_response`: the methods of `client.wallet`, each returning a Response."""

    def __init__(self, client: Client) -> None:
        _group = Wallet(client, raw=True)
        self.token = _answered(_group.token)
        self.create = _answered(_group.create)


class AsyncWallet(AsyncResource):
    """`client.wallet`; await each method."""

    @property
    def with_raw_response(self) -> AsyncWalletWithRawResponse:
        """The same methods, each returning status, headers and content beside what it holds."""
        return AsyncWalletWithRawResponse(self._client)

    async def token(
        self,
        *,
        timeout: float | _timedelta | httpx.Timeout | Unset | None = UNSET,
        headers: Mapping[str, str] | None = None,
    ) -> WalletToken:
        """Ask for a token to sign with a wallet.

        A token that lives 15 minutes. Needs no authentication.

        Args:
            timeout: seconds, in place of the client's own.
            headers: sent with this request alone.

        Raises:
            ApiError: any of the errors in errors.py.

        Example:
            >>> await client.wallet.token()
        """

        from .api.wallet import get_api_key_generate_web_3_key as _operation  # noqa: PLC0415

        _call = _operation.call()
        _made: WalletToken = await self._do(_call, _operation.ANSWERS, "data", timeout, headers)
        return _made

    async def create(
        self,
        *,
        api_key_type: ApiKeyType | Literal["INFERENCE", "ADMIN"],
        address: str,
        signature: str,
        token: str,
        description: str | Unset = UNSET,
        consumption_limit: ConsumptionLimit | Mapping[str, Any] | Unset = UNSET,
        limit_period: LimitPeriod | Literal["EPOCH", "MONTH", "LIFETIME"] | Unset = UNSET,
        model_privacy: ModelPrivacy
        | Literal["ALL", "PRIVATE_TEXT", "PRIVATE_ONLY"]
        | Unset = UNSET,
        expires_at: _date | _datetime | _timedelta | str | Unset = UNSET,
        ip_allowlist: _Sequence[str] | Unset = UNSET,
        extra: Mapping[str, Any] | None = None,
        timeout: float | _timedelta | httpx.Timeout | Unset | None = UNSET,
        headers: Mapping[str, str] | None = None,
    ) -> CreatedApiKey:
        """Create a key with a signed token.

        Mints a key for the wallet that signed the token (EIP-191 personal_sign over its bytes).
        The wallet must hold staked VVV on Base. Needs no authentication.

        Args:
            api_key_type: What a key may reach. ADMIN reaches everything, INFERENCE only
                inference.
            address: The address of the wallet
            signature: The token, signed by the wallet
            token: The token, as it was handed out
            description: A text for people, to tell keys apart. Left out, it means "Web3 API
                Key".
            consumption_limit: How much a key may spend in one period, for each kind of money by
                itself.
            limit_period: When the spent amounts of a key start again from zero. EPOCH, the older
                default, does so each UTC day, MONTH on the first of each UTC month,
                LIFETIME never.
            model_privacy: Which models a key may call by how private they are. ALL leaves every
                model open, PRIVATE_TEXT asks it of text models alone, PRIVATE_ONLY of
                every model.
            expires_at: When the key ends; the empty text means never.
            ip_allowlist: Addresses and subnets from which a key may be used; an empty list lets
                in any. Known from one third-party SDK (venice-py 2.9.0) alone. At most
                100 items.
            extra: fields to send that the contract of this client does not list.
            timeout: seconds, in place of the client's own.
            headers: sent with this request alone.

        Raises:
            ApiError: any of the errors in errors.py.

        Example:
            >>> await client.wallet.create(api_key_type="INFERENCE", address="0x45B73055F3aDcC4577Bb709db10B19d11b5c94eE", signature="0x00", token="header.claims.signature")
        """

        from . import models as _models  # noqa: PLC0415
        from .api.wallet import post_api_key_generate_web_3_key as _operation  # noqa: PLC0415

        _body = _models.CreateWalletApiKeyRequest.from_input(
            {
                "api_key_type": api_key_type,
                "address": address,
                "signature": signature,
                "token": token,
                "description": description,
                "consumption_limit": consumption_limit,
                "limit_period": limit_period,
                "model_privacy": model_privacy,
                "expires_at": expires_at,
                "ip_allowlist": ip_allowlist,
            }
        )
        _ready = _made_ready(_body, extra)
        _call = _operation.call(
            body=_ready,
        )
        _made: CreatedApiKey = await self._do(_call, _operation.ANSWERS, "data", timeout, headers)
        return _made


class AsyncWalletWithRawResponse:
    """`client.wallet.with_raw_response`: the methods of `client.wallet`, each returning a Response."""

    def __init__(self, client: AsyncClient) -> None:
        _group = AsyncWallet(client, raw=True)
        self.token = _async_answered(_group.token)
        self.create = _async_answered(_group.create)
