import {trusted} from '../../../base/index.js';
import {cannotTell, defineRule, failAs, fromHost, pass} from '../rule.js';

/** Directories that hold the files of containers, or that any user can write. */
const REACHABLE = /^\|\s*(\/tmp|\/var\/tmp|\/dev\/shm|\/var\/lib\/docker|\/var\/lib\/containerd|\/proc)(\/|$)|^\|\s*[^/]/;

export default defineRule({
	slug: 'host-core-pattern',
	title: 'Core dump handler is in a writable location',
	cis: {},
	severity: 'critical',
	target: 'host',
	rationale:
		'The kernel runs this program as root on the host whenever a process crashes, in a container too: escapes leave it behind.',
	references: ['core(5)'],

	check: ({host}) => {
		if (host.unseen !== null) return cannotTell(host.unseen);
		const pattern = host.sysctls['kernel.core_pattern'];
		if (pattern === undefined) return cannotTell({source: 'host:/proc/sys/kernel/core_pattern', reason: 'could not be read'});
		const evidence = fromHost('kernel.core_pattern', pattern);
		return REACHABLE.test(pattern)
			? failAs({detail: 'its program is in a location that containers or users can write'}, evidence)
			: pass(evidence);
	},

	remedy: () => ({
		text: 'Find out who set it (a container with a writable /proc/sys could have), then restore it: sysctl -w kernel.core_pattern=core',
		mayBreak: 'Collection of crash reports.',
	}),

	examples: {
		bad: {host: {sysctls: {'kernel.core_pattern': trusted('|/tmp/handler %P')}}},
		good: {host: {sysctls: {'kernel.core_pattern': trusted('|/usr/lib/systemd/systemd-coredump %P')}}},
	},
});
