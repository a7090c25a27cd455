import {safe, trusted} from '../../../base/index.js';
import {entryNamed} from '../../survive/escape-table.js';
import {beyondTable, versionState} from '../../survive/version-state.js';
import {cannotTell, defineRule, failAs, fromInspect, pass} from '../rule.js';

export default defineRule({
	slug: 'container-copy-fail',
	title: 'Container can exploit Copy Fail (CVE-2026-31431)',
	cis: {},
	severity: 'high',
	target: 'container',
	rationale:
		'Through an AF_ALG socket, any user can change files in the page cache that they may only read: read-only mounts of the host, and setuid programs in layers that other containers share. The exploit is public.',
	references: [
		'https://www.cve.org/CVERecord?id=CVE-2026-31431',
		'https://www.docker.com/blog/mitigating-cve-2026-31431-copy-fail-in-docker-engine/',
		'https://docs.docker.com/engine/release-notes/29/#2943',
	],

	check: ({container: {afAlg}, engine, host, now}) => {
		const access = fromInspect('HostConfig.SecurityOpt', afAlg.why);
		const kernel = {source: 'version', path: 'KernelVersion', value: engine.kernel || trusted('not reported')};
		const entry = entryNamed('CVE-2026-31431');
		if (entry === undefined) return cannotTell({source: 'table', reason: 'it does not list CVE-2026-31431'});
		const {state: fix} = versionState(entry, {engine, host});
		if (fix === 'fixed' || afAlg.reachable === 'no') {
			const beyond = beyondTable({engine, host}, now);
			const evidence = fix === 'fixed' ? [kernel, access] : [access, kernel];
			return beyond === null ? pass(...evidence) : {verdict: 'info', evidence, detail: safe`not open to it as known: ${beyond}`};
		}
		if (afAlg.reachable === 'unknown') return cannotTell({source: 'inspect:HostConfig.SecurityOpt', reason: afAlg.why});
		if (fix === 'unknown') return cannotTell({source: 'engine:/version', reason: 'the engine did not report the kernel version'});
		if (fix === 'verify')
			return {verdict: 'info', evidence: [access, kernel], detail: `verify: kernel ${engine.kernel} may have the fix backported`};
		return failAs({detail: `it can open AF_ALG sockets, and kernel ${engine.kernel} has no fix`}, access, kernel);
	},

	remedy: () => ({
		text: 'Upgrade the kernel. Until then, upgrade Docker to 29.4.3 or later with AppArmor enabled, or run it under a seccomp profile that refuses AF_ALG: dockscope harden --format seccomp writes one.',
		mayBreak: 'Programs that use the crypto API of the kernel (AF_ALG), which is rare.',
	}),

	examples: {
		bad: {
			HostConfig: {SecurityOpt: ['seccomp=unconfined']},
			engine: {kernel: trusted('6.12.40')},
		},
		good: {
			HostConfig: {
				SecurityOpt: [
					'seccomp={"defaultAction":"SCMP_ACT_ERRNO","syscalls":[{"names":["socket"],"action":"SCMP_ACT_ALLOW","args":[{"index":0,"value":2,"op":"SCMP_CMP_EQ"}]}]}',
				],
			},
			engine: {kernel: trusted('6.12.40')},
		},
	},
});
