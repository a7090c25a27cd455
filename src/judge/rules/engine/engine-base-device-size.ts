import {sanitise, trusted} from '../../../base/index.js';
import {exampleDaemon} from '../host/shared/host-files.js';
import {cisIds, defineRule, fail, fromHost, infoMissing, notApplicable, pass} from '../rule.js';
import {daemonOption} from './shared/daemon-option.js';

export default defineRule({
	slug: 'engine-base-device-size',
	title: 'devicemapper base size is above the default',
	cis: cisIds('2.11', '2.12'),
	severity: 'low',
	target: 'engine',
	rationale: 'With devicemapper, a larger base device lets each container take more of the disk, and it can only grow.',
	references: ['https://docs.docker.com/engine/storage/drivers/select-storage-driver/'],

	check: scope => {
		const {engine} = scope;
		if (engine.storageDriver === null) return infoMissing('Driver');
		if (engine.storageDriver !== 'devicemapper') return notApplicable(`${engine.storageDriver} has no base device`);
		const option = daemonOption(scope, 'storage-opts');
		if ('judgement' in option) return option.judgement;
		const size = (Array.isArray(option.value) ? option.value : []).find(item => /^dm\.basesize=/.test(String(item)));
		const evidence = fromHost(`${option.path} storage-opts`, size === undefined ? 'no dm.basesize' : sanitise(String(size)));
		return size === undefined ? pass(evidence) : fail(evidence);
	},

	remedy: () => ({text: 'Remove dm.basesize from "storage-opts", or migrate to overlay2.'}),

	examples: {
		bad: {facts: {storageDriver: trusted('devicemapper')}, host: {daemon: exampleDaemon({'storage-opts': ['dm.basesize=50G']})}},
		good: {facts: {storageDriver: trusted('devicemapper')}, host: {daemon: exampleDaemon({})}},
	},
});
