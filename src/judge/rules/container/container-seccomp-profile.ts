import {cannotTell, defineRule, failAs, fromInspect, notApplicable, pass} from '../rule.js';

/** Any of these calls is enough to escape a container or to replace the kernel. */
const worst = ['kexec_load', 'kexec_file_load', 'open_by_handle_at', 'init_module', 'finit_module', 'bpf'];

export default defineRule({
	slug: 'container-seccomp-profile',
	title: 'Seccomp profile allows dangerous system calls',
	cis: {},
	severity: 'medium',
	target: 'container',
	rationale: 'The system calls that the default profile blocks are those that kernel exploits have used again and again.',
	references: [
		'seccomp(2)',
		'https://docs.docker.com/engine/security/seccomp/#significant-syscalls-blocked-by-the-default-profile',
	],

	check: ({container: {seccomp}}) => {
		switch (seccomp.kind) {
			case 'unreadable':
				return cannotTell({source: 'inspect:HostConfig.SecurityOpt', reason: seccomp.reason});
			case 'unconfined':
				return notApplicable('no seccomp filter is in force');
			case 'default':
				return pass(fromInspect('HostConfig.SecurityOpt', 'default profile'));
			case 'custom': {
				const {dangerous, defaultAction} = seccomp.profile;
				const evidence = fromInspect(
					'HostConfig.SecurityOpt',
					`seccomp: default ${defaultAction}, allows ${dangerous.join(', ') || 'nothing more'}`,
				);
				if (dangerous.length === 0) return pass(evidence);
				const severity = dangerous.some(call => worst.includes(call)) ? 'high' : 'medium';
				const shown = dangerous.slice(0, 5).join(', ');
				return failAs(
					{
						severity,
						detail: `seccomp profile allows ${shown}${dangerous.length > 5 ? ` and ${dangerous.length - 5} more` : ''}`,
					},
					evidence,
				);
			}
		}
	},

	remedy: () => ({
		text: 'Remove these calls from the profile, or use the default profile.',
		mayBreak: 'The program that the profile was written for.',
	}),

	examples: {
		bad: {
			HostConfig: {
				SecurityOpt: [
					'seccomp={"defaultAction":"SCMP_ACT_ERRNO","syscalls":[{"names":["read","bpf","userfaultfd"],"action":"SCMP_ACT_ALLOW"}]}',
				],
			},
		},
		good: {
			HostConfig: {
				SecurityOpt: [
					'seccomp={"defaultAction":"SCMP_ACT_ERRNO","syscalls":[{"names":["read","write"],"action":"SCMP_ACT_ALLOW"}]}',
				],
			},
		},
	},
});
