import {recorderOf} from '../../recorder/store/claim.js';
import {openStoreReader, type StoreReader, storePath} from '../../recorder/store/read-store.js';
import type {Run} from '../run.js';

/** The store of the recorder, `null` where nothing was ever recorded. @throws StoreError where it may not be read */
export function openPast({env}: Pick<Run, 'env'>): StoreReader | null {
	const path = storePath(env);
	return path === null ? null : openStoreReader(path);
}

/** Whether a recorder writes to that store now. @throws StoreError where it may not be read */
export function isRecording({env}: Pick<Run, 'env'>): boolean {
	const path = storePath(env);
	return path !== null && recorderOf(path) !== null;
}
