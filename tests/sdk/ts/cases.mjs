// What a program does with the official TypeScript SDK: JSON of what it saw.
// Arguments: the folder that holds the SDK, base URL, model. The same as ../cases.py does.
import { createRequire } from "node:module";

const [folder, baseURL, model] = process.argv.slice(2);
const Anthropic = createRequire(`${folder}/`)("@anthropic-ai/sdk");
const messages = [{ role: "user", content: "Hello" }];
const asked = [{ role: "user", content: "What is the weather in Paris?" }];
const tools = [
  {
    name: "get_weather",
    description: "The weather in a city.",
    input_schema: { type: "object", properties: { city: { type: "string" } }, required: ["city"] },
  },
];
const quick = "retry-after=0.05";

const plain = async (sdk) => {
  const message = await sdk.messages.create({ model, max_tokens: 9, messages });
  return { stop_reason: message.stop_reason };
};

const cases = {
  create: async (sdk) => {
    const message = await sdk.beta.messages.create({
      model, max_tokens: 300, messages, betas: ["context-management-2025-06-27", "compact-2026-01-12"],
      context_management: { edits: [] },
    });
    return {
      text: message.content[0].text, stop_reason: message.stop_reason,
      tokens: message.usage.output_tokens, request_id: message._request_id,
    };
  },
  stream: async (sdk) => {
    const pieces = [];
    const events = sdk.messages.stream({ model, max_tokens: 300, messages }).on("text", (text) => pieces.push(text));
    const message = await events.finalMessage();
    return {
      pieces: pieces.length, text: pieces.join(""), final: message.content[0].text,
      stop_reason: message.stop_reason, tokens: message.usage.output_tokens,
    };
  },
  tools: async (sdk) => {
    const call = await sdk.messages.create({ model, max_tokens: 300, messages: asked, tools });
    const used = call.content.at(-1);
    const result = { type: "tool_result", tool_use_id: used.id, content: "22 degrees" };
    const turns = [...asked, { role: "assistant", content: call.content }, { role: "user", content: [result] }];
    const after = await sdk.messages.create({ model, max_tokens: 300, messages: turns, tools });
    return {
      name: used.name, input: used.input, stop_reason: call.stop_reason,
      after: after.content[0].text, after_reason: after.stop_reason,
    };
  },
  tool_stream: async (sdk) => {
    const tool_choice = { type: "tool", name: "get_weather" };
    const message = await sdk.messages.stream({ model, max_tokens: 300, messages, tools, tool_choice }).finalMessage();
    return { types: message.content.map((block) => block.type), input: message.content[0].input };
  },
  thinking: async (sdk) => {
    const thinking = { type: "enabled", budget_tokens: 1024 };
    const message = await sdk.messages.stream({ model, max_tokens: 2048, messages, thinking }).finalMessage();
    const [first] = message.content;
    return { types: message.content.map((block) => block.type), signed: Boolean(first.signature && first.thinking) };
  },
  count: async (sdk) => {
    const counted = await sdk.messages.countTokens({ model, messages });
    const beta = await sdk.beta.messages.countTokens({ model, messages });
    return { tokens: counted.input_tokens, beta: beta.input_tokens };
  },
  models: async (sdk) => {
    const ids = [];
    for await (const one of sdk.models.list({ limit: 3 })) ids.push(one.id);
    const one = await sdk.models.retrieve(model);
    return { ids, id: one.id, name: one.display_name };
  },
  refused: (sdk) =>
    sdk.beta.messages.create({
      model, max_tokens: 9, messages, betas: ["compact-2026-01-12", "nope-2020-01-01", "nada-2020-01-01"],
    }),
  gate: (sdk) => sdk.beta.messages.create({ model, max_tokens: 9, messages, context_management: { edits: [] } }),
  unauthenticated: plain,
  rate_limited: plain,
  rate_limited_twice: plain,
  overloaded: plain,
  overloaded_once: plain,
  mid_stream: async (sdk) => ({ text: await sdk.messages.stream({ model, max_tokens: 300, messages }).finalText() }),
};
const faults = {
  unauthenticated: "401",
  rate_limited: `429;${quick}`,
  rate_limited_twice: `429;${quick};times=2`,
  overloaded: `529;${quick}`,
  overloaded_once: `529;${quick};times=1`,
  mid_stream: "error_mid_stream",
};

const seen = async (name) => {
  const fault = faults[name] ? { "x-simulator-fault": faults[name] } : {};
  const sdk = new Anthropic({ apiKey: "sk-any", baseURL, defaultHeaders: { "x-case": name, ...fault } });
  try {
    return await cases[name](sdk);
  } catch (error) {
    if (!(error instanceof Anthropic.APIError)) throw error;
    return {
      error: error.constructor.name, status: error.status, body: error.error,
      message: error.message, request_id: error.requestID,
    };
  }
};

const results = {};
for (const name of Object.keys(cases)) results[name] = await seen(name);
console.log(JSON.stringify(results));
