import type {Binding} from './binding.js';

/** Scans and vulnerabilities. */
export const vulnerabilityBindings: readonly Binding[] = [
	{
		keys: ['V'],
		where: ['fleet', 'container'],
		does: 'scan',
		group: 'Act',
		label: 'scan',
		help: 'Scan the image of the selected or marked containers',
		footer: {vulns: 3},
	},
	{keys: ['A'], where: ['fleet'], does: 'scanAll', group: 'Act', label: 'scan all', help: 'Scan every image in use'},
	{
		keys: ['+', '='],
		where: ['vulns'],
		does: 'raiseThreshold',
		group: 'Act',
		label: 'higher',
		help: 'Vulnerabilities: only higher severities',
		footer: {vulns: 4},
	},
	{
		keys: ['-'],
		where: ['vulns'],
		does: 'lowerThreshold',
		group: 'Act',
		label: 'lower',
		help: 'Vulnerabilities: lower severities too',
		footer: {vulns: 5},
	},
	{
		keys: ['x'],
		where: ['vulns'],
		does: 'toggleFixable',
		group: 'Act',
		label: 'fixable',
		help: 'Vulnerabilities: only those with a fix, or all',
		footer: {vulns: 6},
	},
	{
		keys: ['l'],
		where: ['vulns'],
		does: 'toggleLoaded',
		group: 'Act',
		label: 'loaded',
		help: 'Vulnerabilities: only those that a live process has loaded, or all',
		footer: {vulns: 7},
	},
	{keys: ['^x'], where: ['anywhere'], does: 'cancelScans', group: 'Act', label: 'cancel', help: 'Cancel the running scans'},
];
