import {defaultSettings} from '../rules/scope.js';
import type {Policy} from './policy.js';

export const builtInPolicy: Policy = {
	path: null,
	owner: null,
	refused: null,
	profile: null,
	severities: {},
	disabled: new Set(),
	settings: defaultSettings,
	rules: [],
	waivers: [],
	exceptions: [],
	notify: [],
};
