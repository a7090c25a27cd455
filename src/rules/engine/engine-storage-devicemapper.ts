import {own} from '../../terminal/safe-text.js';
import {defineRule, fail, pass} from '../rule.js';
import {engineSaid, engineSilent} from '../shared/evidence.js';

export default defineRule({
	slug: 'engine-storage-devicemapper',
	title: 'The engine stores layers with devicemapper',
	cis: {'1.8.0': '2.7'},
	severity: 'medium',
	target: 'engine',
	attack: 'It is no longer maintained and gone from Docker 25; on loop devices it lost data.',
	references: ['https://docs.docker.com/engine/storage/drivers/select-storage-driver/'],

	check: ({engine}) => {
		if (engine.storageDriver === null) return engineSilent('Driver');
		const evidence = engineSaid('Driver', engine.storageDriver);
		return engine.storageDriver === 'devicemapper' ? fail(evidence) : pass(evidence);
	},

	remedy: () => ({
		text: 'Move to overlay2: save what is needed, set "storage-driver": "overlay2", restart, load or pull again.',
		mayBreak: 'Images and containers of the old driver are not seen by the new one.',
	}),

	examples: {
		bad: {facts: {storageDriver: own('devicemapper')}},
		good: {facts: {storageDriver: own('overlay2')}},
	},
});
