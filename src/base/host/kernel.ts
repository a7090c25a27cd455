import {known, unknown} from '../answers/index.js';
import type {HostFacts} from '../facts/index.js';
import {sanitise} from '../text/safe-text.js';
import type {HostTree} from './host-tree.js';

/** Kernel settings that decide how far an escape gets. @source sysctl(8), kernel Documentation/admin-guide/sysctl */
const JUDGED = [
	'fs.binfmt_misc.status',
	'fs.protected_hardlinks',
	'fs.protected_symlinks',
	'fs.suid_dumpable',
	'kernel.apparmor_restrict_unprivileged_userns',
	'kernel.core_pattern',
	'kernel.dmesg_restrict',
	'kernel.io_uring_disabled',
	'kernel.kexec_load_disabled',
	'kernel.kptr_restrict',
	'kernel.modules_disabled',
	'kernel.randomize_va_space',
	'kernel.unprivileged_bpf_disabled',
	'kernel.unprivileged_userns_clone',
	'kernel.yama.ptrace_scope',
	'net.ipv4.conf.all.route_localnet',
	'net.ipv4.ip_forward',
	'net.ipv4.ip_unprivileged_port_start',
	'user.max_user_namespaces',
];

export function readSysctls(tree: HostTree): HostFacts['sysctls'] {
	return Object.fromEntries(
		JUDGED.flatMap(name => {
			const text = tree.read(`/proc/sys/${name.replaceAll('.', '/')}`);
			return text.known && text.value !== null ? [[name, sanitise(text.value.trim())]] : [];
		}),
	);
}

/** Active security modules of the kernel; from securityfs, else from the traces of the two that Docker uses. */
export function readSecurityModules(tree: HostTree): HostFacts['securityModules'] {
	const list = tree.read('/sys/kernel/security/lsm');
	if (!list.known) return list;
	const permissive = isSeLinuxPermissive(tree);
	const shown = (module: string) => sanitise(permissive && module === 'selinux' ? 'selinux (permissive)' : module);
	if (list.value !== null) return known(list.value.trim().split(',').map(shown));
	const mode = tree.read(seLinuxMode);
	const appArmor = tree.read('/sys/module/apparmor/parameters/enabled');
	if (!appArmor.known || !mode.known) return unknown('host:/sys/kernel/security/lsm', 'securityfs is not mounted');
	return known([
		...(appArmor.value?.trim() === 'Y' ? [sanitise('apparmor')] : []),
		...(mode.value === null ? [] : [shown('selinux')]),
	]);
}

/** `1` for enforcing, `0` for permissive (only logged); absent without SELinux. @source selinux(8) */
const seLinuxMode = '/sys/fs/selinux/enforce';

/** For the whole kernel. */
export function isSeLinuxPermissive(tree: HostTree): boolean {
	const mode = tree.read(seLinuxMode);
	return mode.known && mode.value?.trim() === '0';
}
