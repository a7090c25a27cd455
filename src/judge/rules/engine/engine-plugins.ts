import {known, type PluginInspect, sanitise} from '../../../base/index.js';
import {cannotTell, defineRule, fail, notApplicable, pass} from '../rule.js';

export default defineRule({
	slug: 'engine-plugins',
	title: 'Plugin has host privileges',
	cis: {},
	severity: 'medium',
	target: 'engine',
	rationale: 'A plugin with devices, host networking or SYS_ADMIN has root on the host, and its updates come from a registry.',
	references: ['https://docs.docker.com/engine/extend/'],

	check: ({engine: {plugins, kind}}) => {
		if (kind === 'podman') return notApplicable('Podman has no managed plugins');
		if (!plugins.known) return cannotTell(plugins.reason);
		const mighty = plugins.value.flatMap(plugin => {
			const means = plugin.Enabled === true ? privilegesOf(plugin) : [];
			return means.length === 0 ? [] : [{source: 'plugins', path: sanitise(plugin.Name ?? '?'), value: means.join(', ')}];
		});
		return mighty.length === 0 ? pass({source: 'plugins', path: 'enabled', value: plugins.value.length}) : fail(...mighty);
	},

	remedy: () => ({
		text: 'Disable plugins that are not needed: docker plugin disable NAME; pin the others to a digest from a publisher you trust.',
		mayBreak: 'Volumes, networks and logs that the plugin provides.',
	}),

	examples: {
		bad: {facts: {plugins: known([{Name: 'store', Enabled: true, Config: {Linux: {Capabilities: ['CAP_SYS_ADMIN']}}}])}},
		good: {facts: {plugins: known([{Name: 'store', Enabled: true, Config: {Network: {Type: 'none'}}}])}},
	},
});

function privilegesOf({Config: config}: PluginInspect): string[] {
	const linux = config?.Linux;
	return [
		...(config?.Network?.Type === 'host' ? ['host network'] : []),
		...(config?.PidHost === true ? ['host processes'] : []),
		...(config?.IpcHost === true ? ['host IPC'] : []),
		...(linux?.AllowAllDevices === true ? ['all devices'] : []),
		...((linux?.Devices ?? []).length > 0 ? ['devices'] : []),
		...(linux?.Capabilities ?? []).filter(name => /^CAP_(SYS_|NET_ADMIN|DAC_READ_SEARCH)/.test(name)).map(sanitise),
	];
}
