import {cisIds, defineRule} from '../rule.js';
import {withoutStorageDriver} from './shared/storage-driver.js';

export default defineRule({
	slug: 'engine-storage-aufs',
	title: 'Engine uses the aufs storage driver',
	cis: cisIds('2.6'),
	severity: 'medium',
	target: 'engine',
	rationale: 'aufs was never part of the Linux kernel, is no longer maintained, and was removed in Docker 24.',
	references: ['https://docs.docker.com/engine/storage/drivers/select-storage-driver/'],
	...withoutStorageDriver('aufs'),
});
