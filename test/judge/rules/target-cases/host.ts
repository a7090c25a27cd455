import {known} from '../../../../src/base/answers/index.js';
import {trusted} from '../../../../src/base/text/safe-text.js';
import type {HostExample} from '../../../../src/judge/rules/rule.js';
import {type Cases, row} from '../rule-cases.js';

export const hostCases: Cases<HostExample> = {
	'host-kernel-hardening': [
		row('stricter than asked for', 'pass', {host: {sysctls: {'kernel.kptr_restrict': trusted('2')}}}),
		row('a value that is no number', ['low', /1 of 1/], {host: {sysctls: {'kernel.kptr_restrict': trusted('?')}}}),
	],
	'host-no-mandatory-access-control': [
		row('a permissive SELinux', ['low', /permissive/], {host: {securityModules: known([trusted('selinux (permissive)')])}}),
	],
};
