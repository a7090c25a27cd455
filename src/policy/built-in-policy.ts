import {defaultSettings} from '../rules/rule.js';
import type {Policy} from './policy.js';

/** The policy without a policy file. */
export const builtInPolicy: Policy = {
	path: null,
	severities: {},
	disabled: new Set(),
	settings: defaultSettings,
	rules: [],
	waivers: [],
};
