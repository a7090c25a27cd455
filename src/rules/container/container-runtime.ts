import {cannotTell, defineRule, failAs, info, pass} from '../rule.js';
import {inspected} from '../shared/evidence.js';
import {olderThan} from '../shared/versions.js';

/** Runtimes that people know; another name may be anything that the host was told to run as root. */
const usual =
	/^(|runc|crun|youki|io\.containerd\.runc\.v[12]|runsc|runsc-\w+|io\.containerd\.runsc\.v1|kata[\w-]*|io\.containerd\.kata[\w.-]*|nvidia|sysbox-runc|oci)$/;
const usesRunc = /^(|runc|io\.containerd\.runc\.v[12]|nvidia)$/;

/** Last advisories for runc (November 2025): CVE-2025-31133, CVE-2025-52565, CVE-2025-52881. A date goes with the table. */
const fixed = ['1.2.8', '1.3.3', '1.4.0'];

export default defineRule({
	slug: 'container-runtime',
	title: 'Container runs under an unusual runtime',
	cis: {},
	beyond: 'X-RUNTIME',
	severity: 'medium',
	target: 'container',
	attack:
		'The runtime is started as root of the host; an unknown or outdated one is a way out of every container that it starts.',
	references: [
		'https://github.com/opencontainers/runc/security/advisories',
		'https://docs.docker.com/engine/daemon/alternative-runtimes/',
	],

	check: ({container: {runtime}, engine}) => {
		const name = inspected('HostConfig.Runtime', runtime);
		if (!usual.test(runtime)) return failAs({detail: `runs under ${runtime}`}, name);
		if (!usesRunc.test(runtime)) return pass(name);
		if (engine.runcVersion === null)
			return cannotTell({source: 'engine:/version', reason: 'the engine did not say which runc it uses'});
		const version = {source: 'version', path: 'Components.runc', value: engine.runcVersion};
		// Distributions mend old versions without a new number, so an old number asks for a look and proves nothing.
		return olderThan(engine.runcVersion, fixed)
			? info(name, {...version, value: `${engine.runcVersion}: verify that CVE-2025-31133, -52565 and -52881 are mended`})
			: pass(name, version);
	},

	remedy: ({container: {runtime}}) => ({
		text: 'Use runc, kept up to date; gVisor (runsc) or Kata for what is not trusted.',
		remove: [`--runtime ${runtime}`],
		mayBreak: 'Devices and features that this runtime brings.',
	}),

	examples: {
		bad: {HostConfig: {Runtime: 'debug-runtime'}},
		good: {HostConfig: {Runtime: 'runsc'}},
	},
});
