// The JavaScript that pages are served with: plain scripts for browsers, no build step; only what
// Streamlit loads as a component is a module.
import js from "@eslint/js";
import globals from "globals";

export default [
  { ignores: ["**/.venv*/", "**/node_modules/"] },
  js.configs.recommended,
  {
    files: ["layers/**/*.js"],
    languageOptions: {
      ecmaVersion: 2022,
      sourceType: "script",
      globals: { ...globals.browser, L: "readonly", giapRanh: "readonly" },
    },
    rules: {
      "array-callback-return": "error",
      "block-scoped-var": "error",
      complexity: ["error", 10],
      "consistent-return": "error",
      curly: ["error", "multi-line"],
      eqeqeq: "error",
      "max-params": ["error", 5],
      "no-eval": "error",
      "no-implied-eval": "error",
      "no-new-func": "error",
      "no-param-reassign": "error",
      "no-shadow": "error",
      "no-use-before-define": ["error", { functions: false }],
      "no-var": "error",
      "prefer-const": "error",
      strict: ["error", "function"],
    },
  },
  {
    files: ["layers/assets/slide_call.js"],
    languageOptions: { sourceType: "module" },
    rules: { strict: "off" },
  },
];
