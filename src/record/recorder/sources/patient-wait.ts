/**
 * Waits for answers, but not for long: once one took too long, nothing waits until something is answered.
 *
 * @param limit  milliseconds
 * @returns waits for a promise, which may also fail
 */
export function patientWait(limit: number): (answer: Promise<unknown>) => Promise<void> {
	let isPatient = true;
	return async answer => {
		let timer: NodeJS.Timeout | undefined;
		const answered = answer.then(
			() => {
				isPatient = true;
			},
			() => undefined,
		);
		if (!isPatient) return;
		const tooLong = new Promise<void>(resolve => {
			timer = setTimeout(() => {
				isPatient = false;
				resolve();
			}, limit);
		});
		await Promise.race([answered, tooLong]);
		clearTimeout(timer);
	};
}
