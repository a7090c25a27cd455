import {type HostFacts, known, trusted} from '../../../base/index.js';
import {cannotTell, cisIds, defineRule, failAs, fromHost, pass} from '../rule.js';

/** A setting and the least value that hardens. @source kernel Documentation/admin-guide/sysctl/{kernel,fs,net}.rst */
const WANTED: readonly (readonly [string, number])[] = [
	['kernel.randomize_va_space', 2],
	['kernel.kptr_restrict', 1],
	['kernel.dmesg_restrict', 1],
	['kernel.unprivileged_bpf_disabled', 1],
	['fs.protected_hardlinks', 1],
	['fs.protected_symlinks', 1],
];

export default defineRule({
	slug: 'host-kernel-hardening',
	title: 'Host kernel is not hardened',
	cis: cisIds('1.2.1'),
	severity: 'low',
	target: 'host',
	rationale:
		'All containers share this kernel: leaked addresses, unprivileged BPF and link races are the first half of an escape.',
	references: ['sysctl(8)', 'https://docs.kernel.org/admin-guide/sysctl/kernel.html'],

	check: ({host}) => {
		if (host.unseen !== null) return cannotTell(host.unseen);
		const seen = WANTED.filter(([name]) => host.sysctls[name] !== undefined);
		if (seen.length === 0) return cannotTell({source: 'host:/proc/sys', reason: 'no kernel setting could be read'});
		const weak = weakSettings(host);
		const modules = host.securityModules.known ? host.securityModules.value : [];
		const shown = host.securityModules.known ? [fromHost('/sys/kernel/security/lsm', modules.join(',') || 'none')] : [];
		if (weak.length === 0) return pass(...seen.map(([name]) => fromHost(name, host.sysctls[name] ?? '')), ...shown);
		const evidence = weak.map(([name]) => fromHost(name, host.sysctls[name] ?? ''));
		return failAs({detail: `${weak.length} of ${seen.length} settings`}, ...evidence, ...shown);
	},

	remedy: ({host}) => ({
		text: `In /etc/sysctl.d/60-containers.conf: ${weakSettings(host)
			.map(([name, value]) => `${name} = ${value}`)
			.join(', ')}; then sysctl --system.`,
		mayBreak: 'Profilers and debuggers of non-root users.',
	}),

	examples: {
		bad: {host: {sysctls: {'kernel.kptr_restrict': trusted('0'), 'kernel.randomize_va_space': trusted('2')}}},
		good: {
			host: {
				sysctls: {'kernel.kptr_restrict': trusted('1'), 'kernel.randomize_va_space': trusted('2')},
				securityModules: known([trusted('apparmor')]),
			},
		},
	},
});

const weakSettings = ({sysctls}: HostFacts) =>
	WANTED.filter(([name, least]) => sysctls[name] !== undefined && !(Number(sysctls[name]) >= least));
