/** The drill's cloud, which exists only in the simulated Cloudinary. */
export const ACCOUNT = { cloud_name: 'drill', api_key: '512233445566778', api_secret: 'only-for-the-drill' } as const;
