"""What the Messages API takes without any beta, as of `anthropic` 2.12.0 (November 2026)."""


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


VERSIONS = ("2023-06-01", "2026-10-21")
OLD_VERSION = "2023-06-01"

# Gone in 2026-10-21.
SAMPLING = frozenset({"temperature", "top_p", "top_k"})
COUNT_FIELDS = _words("messages model cache_control output_config speed system thinking tool_choice tools")
MESSAGE_FIELDS = COUNT_FIELDS | _words(
    "max_tokens container diagnostics inference_geo metadata service_tier stop_sequences stream"
)

# The objects whose every key is checked: pattern -> keys.
FIELDS = {
    "thinking": frozenset({"type", "budget_tokens", "display"}),
    "output_config": frozenset({"effort", "format"}),
    "messages[]": frozenset({"role", "content"}),
    # Custom tools only: every other type has fields of its own.
    "tools[]": _words(
        "allowed_callers cache_control defer_loading description eager_input_streaming input_examples input_schema"
        " name strict type"
    ),
}

# The tagged unions: pattern -> the tags known without a beta.
TAGS = {
    "thinking": ("adaptive", "between_tools", "disabled", "enabled"),
    "tool_choice": ("any", "auto", "none", "tool"),
    "context_management.edits[]": ("clear_tool_uses_20250919",),
    "tools[]": (
        "bash_20250124",
        "browser_toolset_20260801",
        "code_execution_20250522",
        "code_execution_20250825",
        "code_execution_20260120",
        "code_execution_20260521",
        "computer_toolset_20260801",
        "custom",
        "memory_20250818",
        "text_editor_20250124",
        "text_editor_20250429",
        "text_editor_20250728",
        "tool_search_tool_bm25",
        "tool_search_tool_bm25_20251119",
        "tool_search_tool_regex",
        "tool_search_tool_regex_20251119",
        "web_fetch_20250910",
        "web_fetch_20260209",
        "web_fetch_20260309",
        "web_fetch_20260318",
        "web_search_20250305",
        "web_search_20260209",
        "web_search_20260318",
    ),
    "messages[].content[]": (
        "bash_code_execution_tool_result",
        "code_execution_tool_result",
        "container_upload",
        "document",
        "image",
        "redacted_thinking",
        "search_result",
        "server_tool_use",
        "text",
        "text_editor_code_execution_tool_result",
        "thinking",
        "tool_result",
        "tool_search_tool_result",
        "tool_use",
        "web_fetch_tool_result",
        "web_search_tool_result",
    ),
}
