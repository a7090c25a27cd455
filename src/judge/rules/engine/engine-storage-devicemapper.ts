import {defineRule} from '../rule.js';
import {withoutStorageDriver} from './shared/storage-driver.js';

export default defineRule({
	slug: 'engine-storage-devicemapper',
	title: 'Engine uses the devicemapper storage driver',
	cis: {'1.8.0': '2.7'},
	severity: 'medium',
	target: 'engine',
	rationale: 'It is no longer maintained and was removed in Docker 25; on loop devices it has lost data.',
	references: ['https://docs.docker.com/engine/storage/drivers/select-storage-driver/'],
	...withoutStorageDriver('devicemapper'),
});
