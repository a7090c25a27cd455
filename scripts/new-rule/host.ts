import {known, trusted} from '../../src/base/index.js';
import {cannotTell, defineRule, fail, fromHost, pass} from '../../src/judge/rules/rule.js';

const FOUND = trusted('host-example');

export default defineRule({
	slug: 'host-example',
	title: 'Say what is wrong, in eight words',
	cis: {},
	severity: 'low',
	target: 'host',
	rationale: 'Say what an attacker gains from it, or why it matters.',
	references: ['sysctl(8)'],

	check: ({host}) => {
		if (!host.securityModules.known) return cannotTell(host.securityModules.reason);
		const modules = host.securityModules.value;
		const evidence = fromHost('/sys/kernel/security/lsm', modules);
		return modules.includes(FOUND) ? fail(evidence) : pass(evidence);
	},

	remedy: () => ({text: 'Say which command to run on the host.', mayBreak: 'Say what may stop working.'}),

	examples: {
		bad: {host: {securityModules: known([FOUND])}},
		good: {host: {securityModules: known([trusted('apparmor')])}},
	},
});
