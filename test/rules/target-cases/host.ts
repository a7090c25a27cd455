import {known} from '../../../src/answers/index.js';
import type {HostExample} from '../../../src/rules/rule.js';
import {own} from '../../../src/terminal/safe-text.js';
import type {Cases} from './case.js';

export const hostCases: Cases<HostExample> = {
	'host-kernel-hardening': [
		['stricter than asked for', {host: {sysctls: {'kernel.kptr_restrict': own('2')}}}, 'pass'],
		['a value that is no number', {host: {sysctls: {'kernel.kptr_restrict': own('?')}}}, 'fail', 'low', /1 of 1/],
	],
	'host-no-mandatory-access-control': [
		['a permissive SELinux', {host: {securityModules: known([own('selinux (permissive)')])}}, 'fail', 'low', /permissive/],
	],
};
