/** Where the rules are explained. */
export const ruleReference = 'https://github.com/backend-optimizer/backend-optimizer/blob/main/docs/rules.md';
