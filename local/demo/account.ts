/** The demo's cloud, which exists only in the simulated Cloudinary. */
export const ACCOUNT = { cloud_name: 'demo', api_key: '412233445566778', api_secret: 'only-for-the-demo' } as const;
