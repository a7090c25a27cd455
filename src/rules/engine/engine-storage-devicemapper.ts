import {defineRule} from '../rule.js';
import {withoutStorageDriver} from './shared/storage-driver.js';

export default defineRule({
	slug: 'engine-storage-devicemapper',
	title: 'The engine stores layers with devicemapper',
	cis: {'1.8.0': '2.7'},
	severity: 'medium',
	target: 'engine',
	rationale: 'It is no longer maintained and gone from Docker 25; on loop devices it lost data.',
	references: ['https://docs.docker.com/engine/storage/drivers/select-storage-driver/'],
	...withoutStorageDriver('devicemapper'),
});
