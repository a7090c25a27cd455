/** Milliseconds of processor time that some work takes: unlike time, no more of it on a machine that others keep busy. */
export async function processorTime(work: () => unknown): Promise<number> {
	const start = process.cpuUsage();
	await work();
	const {user, system} = process.cpuUsage(start);
	return (user + system) / 1000;
}
