"""Envoy's configuration: routes, who needs a token, how large a body may be, how refusals look.

`python -m deploy.gateway.configuration` prints it for the stack in containers.
"""

import json
from typing import Any

from chassis.http.headers import CLIENT_HEADER
from deploy.local.environment import Surroundings, in_containers

Document = dict[str, Any]

API_SERVICES = ("identity", "movements", "payroll", "billing", "letters", "notifications")
BODY_BYTES, UPLOAD_BYTES = 64 * 1024, 10 * 1024 * 1024 + 512 * 1024
ANSWER_SECONDS = "30s"
LIMITED = (
    ("identity", "sign-ins", (60, 20)),
    ("identity", "program-tokens", (60, 20)),
    ("identity", "recoveries", (60, 20)),
    ("identity", "registrations", (60, 20)),
    ("identity", "contact-changes", (60, 20)),
    ("identity", "number-lookups", (60, 20)),
    ("identity", "proofs", (60, 20)),
    ("identity", "enrolment-drafts", (60, 20)),
    ("letters", "verifications", (40, 10)),
)
"""Service, resource, and how many requests at once and a second from one network address."""

PROOFS = (10, 1)
"""Uploads of strangers, at once and a second from one network address."""

TOGETHER = 20
"""From all addresses together this many times as much."""

CLIENTS_KNOWN = 10_000
"""Addresses whose requests are counted at a time; who was silent longest is forgotten first."""

WITHOUT_TOKEN = (
    {"prefix": "/api/identity/v1/sign-ins"},
    {"path": "/api/identity/v1/program-tokens"},
    {"path": "/api/identity/v1/recoveries"},
    {"safe_regex": {"regex": "/api/identity/v1/recoveries/[^/]+/password"}},
    {"prefix": "/api/identity/v1/registrations"},
    {"prefix": "/api/identity/v1/contact-changes"},
    {"prefix": "/api/identity/v1/number-lookups"},
    {"prefix": "/api/identity/v1/proofs/"},
    {"prefix": "/api/identity/v1/enrolment-drafts"},
    {"path": "/api/identity/v1/sessions/refresh"},
    {"path": "/api/notifications/v1/delivery-reports"},
    {"prefix": "/api/letters/v1/verifications/"},
)
ENROLMENT_PROOFS = r"/api/identity/v1/enrolment-drafts/document"
UPLOADS = (
    ("identity", ENROLMENT_PROOFS),
    ("identity", r"/api/identity/v1/establishments/[^/]+/changes"),
    ("movements", r"/api/movements/v1/establishments/[^/]+/workbooks"),
    ("payroll", r"/api/payroll/v1/establishments/[^/]+/january-files"),
    ("billing", r"/api/billing/v1/reconciliation/imports"),
    (
        "portal",
        r"(/en)?(/e/[0-9]+)?/(workbooks|wages/files|f/imports|register/establishment/address|establishment/changes)",
    ),
)
_ABOUT_A_PROCESS = "/(livez|readyz|metrics)"
"""What the portal answers to machines of the house."""

_TYPE = "type.googleapis.com/envoy.extensions.filters.http"
_SENTENCES = {
    401: ("not-signed-in", "يلزم تسجيل الدخول، أو انتهت الجلسة.", "You are not signed in."),
    404: ("no-such-address", "لا توجد خدمة على هذا العنوان.", "There is no service here."),
    413: ("too-large", "حجم الطلب أكبر من المسموح.", "The request is larger than allowed."),
    429: ("too-many", "طلبات كثيرة. إعادة المحاولة بعد قليل.", "Too many requests. Try later."),
    503: ("out-of-order", "الخدمة متوقفة مؤقتًا.", "The service is unavailable for the moment."),
    504: ("out-of-order", "لم تُجب الخدمة في الوقت المحدد.", "The service did not answer in time."),
}


def configuration(around: Surroundings) -> Document:
    """The whole bootstrap document."""
    return {
        "admin": {"address": _listen(around, "gateway-admin")},
        "static_resources": {
            "listeners": [
                _listener(around, "gateway", trusted_hops=0),
                # For the portal alone, on the inner network: it says for whom it asks.
                _listener(around, "gateway-inside", trusted_hops=1),
            ],
            "clusters": [_cluster(around, name) for name in (*API_SERVICES, "portal")],
        },
    }


def _listener(around: Surroundings, name: str, *, trusted_hops: int) -> Document:
    return {
        "name": name,
        "address": _listen(around, name),
        "per_connection_buffer_limit_bytes": 1024 * 1024,
        "filter_chains": [{"filters": [_connection_manager(trusted_hops)]}],
    }


def _listen(around: Surroundings, name: str) -> Document:
    port = int(around.port(name))
    return {"socket_address": {"address": around.host, "port_value": port}}


def _cluster(around: Surroundings, name: str) -> Document:
    host, _, port = around.address(name).rpartition(":")
    address = {"socket_address": {"address": host, "port_value": int(port)}}
    endpoint = {"endpoint": {"address": address}}
    return {
        "name": name,
        "type": "STRICT_DNS",
        "connect_timeout": "1s",
        "load_assignment": {"cluster_name": name, "endpoints": [{"lb_endpoints": [endpoint]}]},
    }


def _connection_manager(trusted_hops: int) -> Document:
    manager = "envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager"
    return {
        "name": "http",
        "typed_config": {
            "@type": f"type.googleapis.com/{manager}",
            "stat_prefix": "gateway",
            "use_remote_address": True,
            "xff_num_trusted_hops": trusted_hops,
            "normalize_path": True,
            "merge_slashes": True,
            "path_with_escaped_slashes_action": "REJECT_REQUEST",
            "common_http_protocol_options": {"headers_with_underscores_action": "REJECT_REQUEST"},
            "request_timeout": ANSWER_SECONDS,
            "route_config": {"virtual_hosts": [_host()]},
            "http_filters": [*_filters()],
            "local_reply_config": _local_replies(),
        },
    }


def _host() -> Document:
    return {
        "name": "daman",
        "domains": ["*"],
        "request_headers_to_remove": ["x-daman-caller"],
        "request_headers_to_add": [
            {
                "header": {
                    "key": CLIENT_HEADER,
                    "value": "%DOWNSTREAM_REMOTE_ADDRESS_WITHOUT_PORT%",
                },
                "append_action": "OVERWRITE_IF_EXISTS_OR_ADD",
            }
        ],
        "routes": [*_upload_routes(), *_limited_routes(), *_api_routes(), *_other_routes()],
    }


def _upload_routes() -> list[Document]:
    allowed = {"buffer": {"max_request_bytes": UPLOAD_BYTES}}
    per_route = {"buffer": {"@type": f"{_TYPE}.buffer.v3.BufferPerRoute", **allowed}}
    routes = []
    for service, pattern in UPLOADS:
        route = _to(service)
        if service != "portal":
            rewritten = {"pattern": {"regex": rf"^/api/{service}/"}, "substitution": "/"}
            route["regex_rewrite"] = rewritten
        match = {"safe_regex": {"regex": pattern}, "headers": [_method("POST")]}
        filters = dict(per_route)
        if pattern == ENROLMENT_PROOFS:  # the one upload without a token
            filters["rate"] = _limit("enrolment-proofs", *PROOFS)
        routes.append({"match": match, "route": route, "typed_per_filter_config": filters})
    return routes


def _method(name: str) -> Document:
    return {"name": ":method", "string_match": {"exact": name}}


def _limited_routes() -> list[Document]:
    """What needs no token and could be guessed at: only so much of it from one address."""
    return [
        {
            "match": {"prefix": f"/api/{service}/v1/{name}"},
            "route": {**_to(service), "prefix_rewrite": f"/v1/{name}"},
            "typed_per_filter_config": {"rate": _limit(name, *limit)},
        }
        for service, name, limit in LIMITED
    ]


def _limit(name: str, at_once: int, per_second: int) -> Document:
    return {
        "@type": f"{_TYPE}.local_ratelimit.v3.LocalRateLimit",
        "stat_prefix": name.replace("-", "_"),
        "token_bucket": _bucket(at_once * TOGETHER, per_second * TOGETHER),
        "filter_enabled": {"default_value": {"numerator": 100}},
        "filter_enforced": {"default_value": {"numerator": 100}},
        "rate_limits": [{"actions": [{"remote_address": {}}]}],
        # An entry without a value is a bucket for each value that comes.
        "descriptors": [
            {
                "entries": [{"key": "remote_address"}],
                "token_bucket": _bucket(at_once, per_second),
            }
        ],
        "max_dynamic_descriptors": CLIENTS_KNOWN,
    }


def _bucket(at_once: int, per_second: int) -> Document:
    return {"max_tokens": at_once, "tokens_per_fill": per_second, "fill_interval": "1s"}


def _api_routes() -> list[Document]:
    return [
        {
            "match": {"prefix": f"/api/{name}/v1/"},
            "route": {**_to(name), "prefix_rewrite": "/v1/"},
        }
        for name in API_SERVICES
    ]


def _other_routes() -> list[Document]:
    nothing = {"status": 404}
    return [
        {"match": {"path": "/.well-known/jwks.json"}, "route": _to("identity")},
        {"match": {"path": "/.well-known/letters-jwks.json"}, "route": _to("letters")},
        {"match": {"prefix": "/hub/"}, "route": _to("billing")},
        {"match": {"prefix": "/api/"}, "direct_response": nothing},
        {"match": {"prefix": "/internal/"}, "direct_response": nothing},
        {"match": {"safe_regex": {"regex": _ABOUT_A_PROCESS}}, "direct_response": nothing},
        {"match": {"prefix": "/"}, "route": _to("portal")},
    ]


def _to(cluster: str) -> Document:
    return {"cluster": cluster, "timeout": ANSWER_SECONDS}


def _filters() -> list[Document]:
    return [
        {
            "name": "rate",
            "typed_config": {
                "@type": f"{_TYPE}.local_ratelimit.v3.LocalRateLimit",
                "stat_prefix": "rate",
            },
        },
        {"name": "tokens", "typed_config": _tokens()},
        {
            "name": "buffer",
            "typed_config": {
                "@type": f"{_TYPE}.buffer.v3.Buffer",
                "max_request_bytes": BODY_BYTES,
            },
        },
        {"name": "compressor", "typed_config": _compression()},
        {"name": "router", "typed_config": {"@type": f"{_TYPE}.router.v3.Router"}},
    ]


def _compression() -> Document:
    library = "type.googleapis.com/envoy.extensions.compression.gzip.compressor.v3.Gzip"
    kinds = [
        "text/html",
        "text/css",
        "text/javascript",
        "application/json",
        "application/problem+json",
    ]
    common = {"min_content_length": 1000, "content_type": kinds}
    return {
        "@type": f"{_TYPE}.compressor.v3.Compressor",
        "response_direction_config": {"common_config": common},
        "compressor_library": {"name": "gzip", "typed_config": {"@type": library}},
    }


def _tokens() -> Document:
    provider = {
        "issuer": "daman-identity",
        "audiences": ["daman"],
        "forward": True,
        "remote_jwks": {
            "http_uri": {
                "uri": "http://identity/.well-known/jwks.json",
                "cluster": "identity",
                "timeout": "2s",
            },
            # A new key is known within seconds, an identity that is away is survived.
            "cache_duration": {"seconds": 5},
            "async_fetch": {"fast_listener": True, "failed_refetch_duration": {"seconds": 1}},
        },
    }
    rules: list[Document] = [{"match": match} for match in WITHOUT_TOKEN]
    rules.append({"match": {"prefix": "/api/"}, "requires": {"provider_name": "daman"}})
    return {
        "@type": f"{_TYPE}.jwt_authn.v3.JwtAuthentication",
        "providers": {"daman": provider},
        "rules": rules,
    }


def _local_replies() -> Document:
    """Envoy's own refusals as problem+json in both languages, like those of the services."""
    return {"mappers": [_mapper(status) for status in _SENTENCES]}


def _mapper(status: int) -> Document:
    code, arabic, english = _SENTENCES[status]
    problem = {
        "type": f"urn:daman:refusal:{code}",
        "title": english,
        "title_ar": arabic,
        "status": status,
    }
    comparison = {"op": "EQ", "value": {"default_value": status, "runtime_key": f"reply_{status}"}}
    return {
        "filter": {"status_code_filter": {"comparison": comparison}},
        "body_format_override": {
            "content_type": "application/problem+json",
            "text_format_source": {"inline_string": json.dumps(problem, ensure_ascii=False)},
        },
    }


if __name__ == "__main__":
    print(json.dumps(configuration(in_containers()), ensure_ascii=False, indent=1))
