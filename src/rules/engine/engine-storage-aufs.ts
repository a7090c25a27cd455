import {defineRule} from '../rule.js';
import {cisIds} from '../shared/cis-ids.js';
import {withoutStorageDriver} from './shared/storage-driver.js';

export default defineRule({
	slug: 'engine-storage-aufs',
	title: 'The engine stores layers with aufs',
	cis: cisIds('2.6'),
	severity: 'medium',
	target: 'engine',
	rationale: 'It was never part of Linux, is no longer maintained, and is gone from Docker 24.',
	references: ['https://docs.docker.com/engine/storage/drivers/select-storage-driver/'],
	...withoutStorageDriver('aufs'),
});
