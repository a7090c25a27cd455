import {own} from '../../terminal/safe-text.js';
import {defineRule, fail, pass} from '../rule.js';
import {cisIds} from '../shared/cis-ids.js';
import {engineSaid, engineSilent} from '../shared/evidence.js';

export default defineRule({
	slug: 'engine-storage-aufs',
	title: 'The engine stores layers with aufs',
	cis: cisIds('2.6'),
	severity: 'medium',
	target: 'engine',
	attack: 'It was never part of Linux, is no longer maintained, and is gone from Docker 24.',
	references: ['https://docs.docker.com/engine/storage/drivers/select-storage-driver/'],

	check: ({engine}) => {
		if (engine.storageDriver === null) return engineSilent('Driver');
		const evidence = engineSaid('Driver', engine.storageDriver);
		return engine.storageDriver === 'aufs' ? fail(evidence) : pass(evidence);
	},

	remedy: () => ({
		text: 'Move to overlay2: save what is needed, set "storage-driver": "overlay2", restart, load or pull again.',
		mayBreak: 'Images and containers of the old driver are not seen by the new one.',
	}),

	examples: {
		bad: {facts: {storageDriver: own('aufs')}},
		good: {facts: {storageDriver: own('overlay2')}},
	},
});
