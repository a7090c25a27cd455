import {type EngineFacts, podOf} from '../../../base/index.js';
import {option} from '../../changes/run-option.js';
import {cisIds, defineRule, failAs, fromInspect, pass} from '../rule.js';

/**
 * Where Podman puts its containers and pods by default.
 * @source libpod/defaults_linux.go (CgroupfsDefaultCgroupParent, SystemdDefaultCgroupParent)
 */
const podmanParents = ['user.slice', 'machine.slice', '/libpod_parent', ''];

/**
 * Where Docker puts its containers by default, written out: `docker` with cgroupfs, a slice with systemd. One driver refuses the other's.
 * @source moby daemon/oci_linux.go (WithCgroups)
 */
const isDockerDefault = (parent: string, {rootless}: EngineFacts): boolean =>
	/^\/?docker\/?$/.test(parent) || parent === (rootless === true ? 'user.slice' : 'system.slice');

export default defineRule({
	slug: 'container-cgroup-parent',
	title: 'Container uses a custom cgroup parent',
	cis: cisIds('5.25'),
	severity: 'low',
	target: 'container',
	rationale: "Limits that the host sets on the engine's cgroup do not apply to it.",
	references: ['cgroups(7)', 'https://docs.docker.com/reference/cli/docker/container/run/#cgroup-parent'],

	check: ({container: {cgroupParent, raw}, engine}) => {
		const evidence = fromInspect('HostConfig.CgroupParent', cgroupParent);
		const pod = podOf(raw, engine.kind === 'podman');
		const byPodman = pod !== null || engine.kind === 'podman';
		const usual =
			cgroupParent === '' ||
			(byPodman ? podmanParents.includes(pod?.groupParent ?? cgroupParent) : isDockerDefault(cgroupParent, engine));
		return usual ? pass(evidence) : failAs({detail: `its cgroup is under ${cgroupParent}`}, evidence);
	},

	remedy: ({container}) => ({
		text: "Use the engine's default cgroup parent.",
		remove: [option('--cgroup-parent', container.cgroupParent)],
		mayBreak: 'Limits and accounting configured on that cgroup.',
	}),

	examples: {
		bad: {HostConfig: {CgroupParent: '/batch'}},
		good: {HostConfig: {CgroupParent: ''}},
	},
});
