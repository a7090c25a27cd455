import {known} from '../../../src/answers/index.js';
import type {HostExample} from '../../../src/rules/rule.js';
import {own} from '../../../src/terminal/safe-text.js';
import {type Cases, row} from '../rule-cases.js';

export const hostCases: Cases<HostExample> = {
	'host-kernel-hardening': [
		row('stricter than asked for', 'pass', {host: {sysctls: {'kernel.kptr_restrict': own('2')}}}),
		row('a value that is no number', ['low', /1 of 1/], {host: {sysctls: {'kernel.kptr_restrict': own('?')}}}),
	],
	'host-no-mandatory-access-control': [
		row('a permissive SELinux', ['low', /permissive/], {host: {securityModules: known([own('selinux (permissive)')])}}),
	],
};
